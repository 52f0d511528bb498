import { loadTfjs, TfjsAdam, type TfjsBackend, tfjsTrainStep } from "unrolled/tfjs";
import { compete } from "../protocol.js";
import { readWork } from "../workloads.js";
import { makeTrainee } from "./tfjs-models.js";

/** TensorFlow.js as a contestant, with the twins of this library's models: tfjs.ts cpu|wasm|node W2. */
const [backend, work] = process.argv.slice(2);
const { tf } = await loadTfjs(backend as TfjsBackend);
const { version_core: version } = tf as typeof tf & { readonly version_core: string };

const { twin, loss } = makeTrainee(tf, readWork(work));
const adam = new TfjsAdam(twin, { lr: 1e-3 });
await compete(`TensorFlow.js ${version}, ${backend}`, async () => (await tfjsTrainStep(twin, adam, loss)).loss);
