import { product } from "../tensor/tensor.js";
import type { Tf, TfTensor } from "./tf.js";

/** All tensors as one vector, [N], so that an optimiser needs a dozen operations and not a dozen for each parameter. */
export function flatten(tf: Tf, tensors: readonly TfTensor[]): TfTensor {
  return tf.concat(
    tensors.map((tensor) => tf.reshape(tensor, [-1])),
    0,
  );
}

/** The other way round: the parts of a vector, in shapes of their own. */
export function unflatten(tf: Tf, vector: TfTensor, shapes: readonly (readonly number[])[]): TfTensor[] {
  const parts = tf.split(vector, shapes.map(product), 0);
  return parts.map((part, n) => tf.reshape(part, [...shapes[n]]));
}
