import { onBackend } from "../testing/tfjs.js";
import { recurrentSuite } from "../testing/tfjs-recurrent.js";
import { leakSuite, trainingSuite } from "../testing/tfjs-training.js";

for (const backend of ["cpu", "wasm"] as const) {
  onBackend(backend, recurrentSuite);
  onBackend(backend, trainingSuite);
  onBackend(backend, (tf) => leakSuite(tf, 20));
}
