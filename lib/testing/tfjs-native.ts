import { onBackend, whereInstalled } from "./tfjs.js";
import { attentionSuite } from "./tfjs-attention.js";
import { recurrentSuite } from "./tfjs-recurrent.js";
import { leakSuite as seq2seqLeakSuite, seq2seqSuite } from "./tfjs-seq2seq.js";
import { leakSuite, trainingSuite } from "./tfjs-training.js";

/** All suites on TensorFlow in C++, where the setup command has installed it. One process can hold one of the two. */
export async function nativeSuites(backend: "node" | "node-gpu"): Promise<void> {
  await whereInstalled(backend, () => {
    for (const suite of [recurrentSuite, trainingSuite, attentionSuite, seq2seqSuite]) onBackend(backend, suite);
    for (const suite of [leakSuite, seq2seqLeakSuite]) onBackend(backend, (tf) => suite(tf, 1000));
  });
}
