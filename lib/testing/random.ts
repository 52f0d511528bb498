import type { DType } from "../tensor/dtype.js";
import { normalInit } from "../tensor/init.js";
import type { Params } from "../tensor/params.js";
import type { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";

/** Independent Gaussian numbers: never symmetric, never constant. */
export function randomTensor(rng: Rng, shape: readonly number[], dtype: DType = "float64"): Tensor {
  return normalInit(rng, shape, 1, dtype);
}

/** Fills every parameter with Gaussian numbers: biases too, which often start at zero and would hide a mistake. */
export function randomise(params: Params, rng: Rng, std = 0.5): void {
  for (const { data } of Object.values(params)) for (let i = 0; i < data.length; i++) data[i] = rng.normal(0, std);
}

/** Σ aᵢ bᵢ: the loss whose gradient with respect to `a` is `b`. */
export function inner(a: Tensor, b: Tensor): number {
  if (a.shape.join() !== b.shape.join()) throw new Error(`inner: [${a.shape}] and [${b.shape}]`);
  let sum = 0;
  for (let i = 0; i < a.size; i++) sum += a.data[i] * b.data[i];
  return sum;
}

/** The largest |aᵢ − bᵢ|. */
export function maxDifference(a: Tensor, b: Tensor): number {
  if (a.shape.join() !== b.shape.join()) throw new Error(`maxDifference: [${a.shape}] and [${b.shape}]`);
  let max = 0;
  for (let i = 0; i < a.size; i++) {
    const difference = Math.abs(a.data[i] - b.data[i]);
    if (!(difference <= max)) max = difference; // NaN is the largest of all
  }
  return max;
}
