import type { DType } from "../tensor/dtype.js";
import { normalInit } from "../tensor/init.js";
import type { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";

/** Independent Gaussian numbers: never symmetric, never constant. */
export function randomTensor(rng: Rng, shape: readonly number[], dtype: DType = "float64"): Tensor {
  return normalInit(rng, shape, 1, dtype);
}

/** Σ aᵢ bᵢ: the loss whose gradient with respect to `a` is `b`. */
export function inner(a: Tensor, b: Tensor): number {
  if (a.shape.join() !== b.shape.join()) throw new Error(`inner: [${a.shape}] and [${b.shape}]`);
  return a.data.reduce((sum, x, i) => sum + x * b.data[i], 0);
}
