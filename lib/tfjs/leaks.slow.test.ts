import { onBackend } from "../testing/tfjs.js";
import { leakSuite as seq2seqLeakSuite } from "../testing/tfjs-seq2seq.js";
import { leakSuite } from "../testing/tfjs-training.js";

for (const backend of ["cpu", "wasm"] as const) {
  for (const suite of [leakSuite, seq2seqLeakSuite]) onBackend(backend, (tf) => suite(tf, 1000));
}
