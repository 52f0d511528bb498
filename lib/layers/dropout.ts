import { empty } from "../kernels/arena.js";
import { checkShape } from "../tensor/errors.js";
import type { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkProbability } from "./checks.js";

/** 0 where a unit was dropped, 1 / (1 − p) where it was kept. */
export type DropoutMask = Tensor;

/**
 * Drops each number with probability p and scales the rest by 1 / (1 − p), so that nothing changes on average and
 * evaluation needs no scaling (Srivastava et al. 2014, "inverted"). The same rng state gives the same mask.
 */
export function dropoutForward(x: Tensor, p: number, rng: Rng): { output: Tensor; mask: DropoutMask } {
  checkProbability("dropoutForward", "p", p);
  const mask = empty(x.shape, x.dtype);
  const output = empty(x.shape, x.dtype);
  for (let i = 0; i < x.size; i++) {
    mask.data[i] = rng.uniform() < p ? 0 : 1 / (1 - p);
    output.data[i] = x.data[i] * mask.data[i];
  }
  return { output, mask };
}

/** dOutput → dx, both of x's shape. */
export function dropoutBackward(mask: DropoutMask, dOutput: Tensor): Tensor {
  checkShape("dropoutBackward", "dOutput", "the shape of x", mask.shape, dOutput);
  const dx = empty(mask.shape, mask.dtype);
  for (let i = 0; i < dx.size; i++) dx.data[i] = dOutput.data[i] * mask.data[i];
  return dx;
}
