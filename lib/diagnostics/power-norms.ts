import { zeros } from "../tensor/dtype.js";
import { checkInteger, checkShape } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";
import { singularValues } from "./spectrum.js";

/**
 * ‖Aᵏ‖₂ for k = 0 … K: how much k steps through A can stretch a vector at most. A: [H, H].
 * In the long run it goes like ρ(A)ᵏ, but a matrix that is not normal may grow first (Trefethen & Embree 2005).
 */
export function powerNorms(A: Tensor, K: number): Float64Array {
  const H = A.shape[0];
  checkShape("powerNorms", "A", "[H, H]", [H, H], A);
  checkInteger("powerNorms", "K", K, 0);
  const norms = new Float64Array(K + 1).fill(1);
  let power = A;
  for (let k = 1; k <= K; k++) {
    norms[k] = singularValues(power)[0];
    if (k < K) power = times(A, power);
  }
  return norms;
}

/** A B for square A and B of the same size. */
function times(A: Tensor, B: Tensor): Tensor {
  const H = A.shape[0];
  const out = new Tensor(zeros(H * H), A.shape);
  for (let i = 0; i < H; i++) {
    for (let k = 0; k < H; k++) {
      for (let j = 0; j < H; j++) out.data[i * H + j] += A.data[i * H + k] * B.data[k * H + j];
    }
  }
  return out;
}
