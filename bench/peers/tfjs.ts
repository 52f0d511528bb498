import { loadTfjs, type Tf, TfjsAdam, type TfjsBackend, tfjsTrainStep } from "unrolled/tfjs";
import { compete } from "../protocol.js";
import { readWork } from "../workloads.js";
import { makeTrainee } from "./tfjs-models.js";

/** TensorFlow.js as a contestant, with the twins of this library's models: tfjs.ts cpu|wasm|node W2. */
const [backend, work] = process.argv.slice(2);
const { tf } = await loadTfjs(backend as TfjsBackend);
const name = `TensorFlow.js ${versions(tf as Tf & Versions)}, ${backend}`;

const { twin, loss } = makeTrainee(tf, readWork(work));
const adam = new TfjsAdam(twin, { lr: 1e-6 });
await compete(name, async () => (await tfjsTrainStep(twin, adam, loss)).loss);

/** What is known of TensorFlow.js here only. */
type Versions = {
  readonly version_core: string;
  backend(): { readonly binding?: { readonly TF_Version: string } };
};

/** Its own version, and on node that of the TensorFlow beneath it. */
function versions(tf: Versions): string {
  const { binding } = tf.backend();
  return binding ? `${tf.version_core} on TensorFlow ${binding.TF_Version}` : tf.version_core;
}
