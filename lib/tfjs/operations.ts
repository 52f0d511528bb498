import type { Tf, TfTensor } from "./tf.js";

/** x: [N, in] → x Wᵀ + b: [N, out]. */
export function linear(tf: Tf, weight: TfTensor, bias?: TfTensor): (x: TfTensor) => TfTensor {
  return (x) => {
    const Wx = tf.matMul(x, weight, false, true);
    return bias ? tf.add(Wx, bias) : Wx;
  };
}

/** table: [V, D] → the rows of the given ids, as one-hot vectors times a matrix: [N, D]. Not every backend can scatter back. */
export function embed(tf: Tf, table: TfTensor, ids: ArrayLike<number>): TfTensor {
  return tf.matMul(oneHot(tf, ids, table.shape[0]), table);
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
