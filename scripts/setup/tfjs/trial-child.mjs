/**
 * Run in a process of its own: loads the package that is set up in a folder and trains on it.
 * Usage: node trial-child.mjs FOLDER PACKAGE. Its last line is a JSON object.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import util from "node:util";

const [folder, name] = process.argv.slice(2);

// Node 23 took away two functions that tfjs-node 4.22.0 still calls.
Object.assign(util, {
  isNullOrUndefined: (/** @type {unknown} */ value) => value === null || value === undefined,
  isArray: Array.isArray,
});
const tf = createRequire(join(folder, "package.json"))(`@tensorflow/${name}`);

/** Gradient descent on ‖XW − Y‖², whose minimum is known. Returns how far from it W ends. */
function train() {
  const trueW = tf.tensor2d([1, -2, 3, 0.5, -1, 4], [3, 2]);
  const X = tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, -1, 2], [5, 3]);
  const Y = tf.matMul(X, trueW);
  const W = tf.variable(tf.zeros([3, 2]));
  const optimiser = tf.train.sgd(0.05);
  for (let step = 0; step < 200; step++) optimiser.minimize(() => tf.sum(tf.square(tf.sub(tf.matMul(X, W), Y))));
  return tf.max(tf.abs(tf.sub(W, trueW))).arraySync();
}

const error = train();
const { binding, isUsingGpuDevice } = tf.backend();
console.log(JSON.stringify({ tensorflow: binding.TF_Version, backend: tf.getBackend(), gpu: isUsingGpuDevice, error }));
