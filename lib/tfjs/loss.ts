import { checkIndex, ShapeError } from "../tensor/errors.js";
import { product } from "../tensor/tensor.js";
import { oneHot } from "./operations.js";
import type { Tf, TfTensor } from "./tf.js";
import type { Twin } from "./twin.js";

/** Gradients under the names of the parameters they belong to. */
export type TfGrads = { readonly [name: string]: TfTensor };

/**
 * The mean of −ln softmax(logits)[target] over all targets but −1, which stands for padding; 0 where all is padding.
 * logits: [.., V], targets: an id for each row of them, in the same order. The twin of `crossEntropy`, without the gradient.
 */
export function tfjsCrossEntropy(tf: Tf, logits: TfTensor, targets: ArrayLike<number>): TfTensor {
  const V = logits.shape[logits.shape.length - 1];
  const rows = product(logits.shape) / V;
  if (targets.length !== rows) {
    throw new ShapeError(`tfjsCrossEntropy: targets must hold one id for each of ${rows} rows, got ${targets.length}`);
  }
  let tokens = 0;
  for (let n = 0; n < rows; n++) {
    if (targets[n] === -1) continue;
    checkIndex("tfjsCrossEntropy", `targets[${n}]`, V, targets[n]);
    tokens++;
  }
  const logP = tf.logSoftmax(tf.reshape(logits, [rows, V]));
  return tf.div(tf.neg(tf.sum(tf.mul(oneHot(tf, targets, V), logP))), Math.max(tokens, 1));
}

/**
 * A loss, [], and its gradient for every parameter of the twin; zeros for those that it does not depend on. The tensors
 * are the caller's to free: run it inside `tf.tidy`.
 */
export function lossAndGrads({ tf, params }: Twin, loss: () => TfTensor): { loss: TfTensor; grads: TfGrads } {
  const { value, grads } = tf.variableGrads(loss, Object.values(params));
  const named = Object.entries(params).map(([name, p]) => [name, grads[p.name] ?? tf.zerosLike(p)]);
  return { loss: value, grads: Object.fromEntries(named) };
}
