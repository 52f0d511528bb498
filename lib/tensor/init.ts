import type { DType } from "./dtype.js";
import { ArgumentError, checkInteger, describe } from "./errors.js";
import type { Rng } from "./rng.js";
import { Tensor } from "./tensor.js";

/** Independent Gaussian numbers of standard deviation `std`. */
export function normalInit(rng: Rng, shape: readonly number[], std: number, dtype: DType = "float64"): Tensor {
  checkScale("normalInit", "std", std);
  const tensor = Tensor.zeros(shape, dtype);
  for (let i = 0; i < tensor.size; i++) tensor.data[i] = rng.normal(0, std);
  return tensor;
}

/** Independent numbers in [−bound, bound): PyTorch's default with bound = 1/√H. */
export function uniformInit(rng: Rng, shape: readonly number[], bound: number, dtype: DType = "float64"): Tensor {
  checkScale("uniformInit", "bound", bound);
  const tensor = Tensor.zeros(shape, dtype);
  for (let i = 0; i < tensor.size; i++) tensor.data[i] = rng.uniform(-bound, bound);
  return tensor;
}

/**
 * A random matrix [n, m] whose rows (n ≤ m) or columns (n ≥ m) are orthonormal (ch. 9, "The Gradient Chain"; Saxe et al.
 * 2014).
 * As W_hh it starts with every singular value at 1: gradients neither vanish nor explode through it.
 */
export function orthogonalInit(rng: Rng, shape: readonly [number, number], dtype: DType = "float64"): Tensor {
  const [n, m] = shape;
  checkInteger("orthogonalInit", "shape[0]", n);
  checkInteger("orthogonalInit", "shape[1]", m);
  const [count, length] = [Math.min(n, m), Math.max(n, m)];
  const basis = Array.from({ length: count }, () => Float64Array.from({ length }, () => rng.normal()));
  for (const [i, v] of basis.entries()) orthonormalise(v, basis.slice(0, i));
  const W = Tensor.zeros(shape, dtype);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) W.data[i * m + j] = n <= m ? basis[i][j] : basis[j][i];
  return W;
}

/** Gram–Schmidt, twice: once is not accurate enough in floating point (Kahan). */
function orthonormalise(v: Float64Array, earlier: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const u of earlier) {
      let dot = 0;
      for (let i = 0; i < v.length; i++) dot += u[i] * v[i];
      for (let i = 0; i < v.length; i++) v[i] -= dot * u[i];
    }
    const length = Math.hypot(...v);
    for (let i = 0; i < v.length; i++) v[i] /= length;
  }
}

function checkScale(where: string, name: string, value: unknown): void {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return;
  throw new ArgumentError(`${where}: ${name} must be a number ≥ 0, got ${describe(value)}`);
}
