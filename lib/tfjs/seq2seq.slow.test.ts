import { describe } from "vitest";
import { isInstalled, onBackend } from "../testing/tfjs.js";
import { attentionSuite } from "../testing/tfjs-attention.js";
import { leakSuite, seq2seqSuite } from "../testing/tfjs-seq2seq.js";

for (const backend of ["cpu", "wasm"] as const) onBackend(backend, (tf) => leakSuite(tf, 1000));

/** Where the setup command has installed TensorFlow, it must give the scratch library's numbers too. */
for (const backend of ["node", "node-gpu"] as const) {
  describe.skipIf(!(await isInstalled(backend)))("TensorFlow in C++", () => {
    onBackend(backend, attentionSuite);
    onBackend(backend, seq2seqSuite);
    onBackend(backend, (tf) => leakSuite(tf, 1000));
  });
}
