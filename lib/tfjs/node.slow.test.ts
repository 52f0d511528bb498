import { describe } from "vitest";
import { isInstalled, onBackend } from "../testing/tfjs.js";
import { recurrentSuite } from "../testing/tfjs-recurrent.js";
import { trainingSuite } from "../testing/tfjs-training.js";

/** Where the setup command has installed TensorFlow, it must give the scratch library's numbers too. */
for (const backend of ["node", "node-gpu"] as const) {
  describe.skipIf(!(await isInstalled(backend)))("TensorFlow in C++", () => {
    onBackend(backend, recurrentSuite);
    onBackend(backend, trainingSuite);
  });
}
