import { type DType, zeros } from "../tensor/dtype.js";
import { checkDType, checkInteger } from "../tensor/errors.js";
import type { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";

/** x: [T, B, 2] (a number and a mark per step), target: [B, 1], the sum of the two marked numbers. */
export type AddingBatch = { readonly x: Tensor; readonly target: Tensor };

/**
 * The adding problem (Hochreiter & Schmidhuber 1997, in the form of Arjovsky et al. 2016): numbers in [0, 1), one
 * marked in each half. Always answering 1 leaves a mean squared error of 1/6, so anything lower needs memory.
 */
export function addingProblem(rng: Rng, T: number, B: number, dtype: DType = "float64"): AddingBatch {
  checkInteger("addingProblem", "T", T, 2);
  checkInteger("addingProblem", "B", B);
  checkDType("addingProblem", dtype);
  const [x, target] = [zeros(T * B * 2, dtype), zeros(B, dtype)];
  const half = Math.floor(T / 2);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) x[(t * B + b) * 2] = rng.uniform();
    for (const t of [rng.int(half), half + rng.int(T - half)]) {
      x[(t * B + b) * 2 + 1] = 1;
      target[b] += x[(t * B + b) * 2];
    }
  }
  return { x: new Tensor(x, [T, B, 2]), target: new Tensor(target, [B, 1]) };
}
