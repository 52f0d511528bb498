import { createRequire } from "node:module";
import { join } from "node:path";
import { compete } from "../protocol.js";
import { PEERS_FOLDER } from "../roster.js";
import type { WorkloadName } from "../workloads.js";
import type { Tensor, TensorFlow } from "./tensorflow.js";
import { makeLoss } from "./tfjs-models.js";

/** TensorFlow.js as a contestant: tfjs.ts cpu|wasm|node W2. */
const [backend, workload] = process.argv.slice(2);
const tf = await (backend === "node" ? loadNative() : loadCore(backend));

const loss = makeLoss(tf, backend, workload as WorkloadName);
const optimiser = tf.train.adam(1e-3);
const version = tf.version_core ?? tf.version?.["tfjs-core"];
await compete(`TensorFlow.js ${version}, ${backend}`, () =>
  tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss);
    optimiser.applyGradients(clipped(grads));
    return value.dataSync()[0];
  }),
);

/** Clips by the global norm of 5. */
function clipped(grads: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const squares = Object.values(grads).map((g) => tf.sum(tf.square(g)));
  const norm = tf.sqrt(squares.reduce((total, square) => tf.add(total, square)));
  const scale = tf.minimum(tf.scalar(1), tf.div(tf.scalar(5), norm));
  return Object.fromEntries(Object.entries(grads).map(([name, g]) => [name, tf.mul(g, scale)]));
}

/** The core registers no gradients in Node by itself; loading the layers does. */
async function loadCore(name: string): Promise<TensorFlow> {
  const require = createRequire(join(PEERS_FOLDER, "tfjs", "package.json"));
  const core = require("@tensorflow/tfjs-core") as TensorFlow;
  require("@tensorflow/tfjs-layers");
  require(`@tensorflow/tfjs-backend-${name}`);
  if (!(await core.setBackend(name))) throw new Error(`its backend ${name} does not start`);
  return core;
}

/** Bound to TensorFlow in C. Node 23 removed two functions that it still calls. */
async function loadNative(): Promise<TensorFlow> {
  const require = createRequire(join(PEERS_FOLDER, "tfjs-node", "package.json"));
  const old: Record<string, unknown> = require("node:util");
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
  return require("@tensorflow/tfjs-node");
}
