import { onBackend } from "../testing/tfjs.js";
import { recurrentSuite } from "../testing/tfjs-recurrent.js";
import { trainingSuite } from "../testing/tfjs-training.js";

for (const backend of ["cpu", "wasm"] as const) {
  onBackend(backend, recurrentSuite);
  onBackend(backend, trainingSuite);
}
