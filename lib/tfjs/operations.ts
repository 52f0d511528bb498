import type { Tf, TfTensor } from "./tf.js";

/*
 * Products below are of matrices as they lie in memory, on the way forward and on the way back. Where a factor is to be
 * transposed, that is done first: on wasm a product that transposes by itself takes thirty times as long.
 */

/** x: [N, in] → x Wᵀ + b: [N, out]. */
export function linear(tf: Tf, weight: TfTensor, bias?: TfTensor): (x: TfTensor) => TfTensor {
  return (x) => openLinear(tf, weight, bias)(x);
}

/** `linear` for many products in one pass: with the weights as they are now, transposed once for all of them. */
export function openLinear(tf: Tf, weight: TfTensor, bias?: TfTensor): (x: TfTensor) => TfTensor {
  const { add, customGrad, matMul, transpose } = tf;
  const transposed = transpose(weight);
  const multiply = customGrad<[TfTensor, TfTensor]>((x, W, save) => {
    save([x, W]);
    return {
      value: matMul(x, transposed),
      gradFunc: (dy, [x, W]) => [matMul(dy, W), matMul(transpose(dy), x)],
    };
  });
  return (x) => (bias ? add(multiply(x, weight), bias) : multiply(x, weight));
}

/** table: [V, D] → the rows of the given ids: [N, D]. */
export function embed(tf: Tf, table: TfTensor, ids: ArrayLike<number>): TfTensor {
  const lookUp = tf.customGrad<[TfTensor]>((table) => ({
    value: tf.gather(table, tf.tensor(Int32Array.from(ids), [ids.length], "int32")),
    gradFunc: (dRows) => [tf.matMul(tf.transpose(oneHot(tf, ids, table.shape[0])), dRows)], // wasm cannot scatter
  }));
  return lookUp(table);
}

/** ids → [N, V]; a row of zeros for an id of −1. */
export function oneHot(tf: Tf, ids: ArrayLike<number>, V: number): TfTensor {
  const flags = tf.oneHot(tf.tensor(Int32Array.from(ids), [ids.length], "int32"), V);
  return tf.cast(flags, "float32"); // wasm writes whole numbers, whatever type it is asked for
}

/** The slices along the first axis. `unstack` alone fails on its way back where there is only one. */
export function slices(tf: Tf, a: TfTensor): TfTensor[] {
  return a.shape[0] === 1 ? [tf.reshape(a, a.shape.slice(1))] : tf.unstack(a, 0);
}
