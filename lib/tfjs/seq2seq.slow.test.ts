import { onBackend } from "../testing/tfjs.js";
import { leakSuite } from "../testing/tfjs-seq2seq.js";

for (const backend of ["cpu", "wasm"] as const) onBackend(backend, (tf) => leakSuite(tf, 1000));
