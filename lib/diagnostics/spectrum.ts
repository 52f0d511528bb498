import { norm } from "../kernels/vectors.js";
import { checkFinite, checkShape, ShapeError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * The singular values of A, largest first: how much A stretches each of its own directions
 * (ch. 9, "The Gradient Chain"). One-sided Jacobi (Hestenes 1958): turn pairs of columns until all are orthogonal.
 */
export function singularValues(A: Tensor): Float64Array {
  checkMatrix("singularValues", A);
  const scale = norm(A.data) || 1; // neither tiny nor huge entries are lost in their squares
  const columns = columnsOf(A).map((u) => u.map((x) => x / scale));
  let turned = true;
  for (let sweep = 0; turned && sweep < 60; sweep++) {
    turned = false;
    for (let p = 0; p < columns.length; p++) {
      for (let q = p + 1; q < columns.length; q++) turned = orthogonalise(columns[p], columns[q]) || turned;
    }
  }
  return Float64Array.from(columns, (u) => scale * Math.sqrt(dot(u, u))).sort((a, b) => b - a);
}

/**
 * The spectral radius of A, the largest |eigenvalue|: the rate at which ‖Aᵏ‖ grows or shrinks in the long run
 * (ch. 9, "The Gradient Chain").
 * Gelfand's formula ρ = lim ‖Aᵏ‖^(1/k) at k = 2⁴⁰, reached by squaring forty times.
 */
export function spectralRadius(A: Tensor): number {
  const n = A.shape[0];
  checkShape("spectralRadius", "A", "[H, H]", [n, n], A);
  checkFinite("spectralRadius", "A", A.data);
  let power: Float64Array = Float64Array.from(A.data);
  let log = 0;
  for (let squarings = 0; squarings <= 40; squarings++) {
    const size = norm(power);
    if (size === 0) return 0; // nilpotent
    log += Math.log(size) / 2 ** squarings;
    power = square(
      power.map((x) => x / size),
      n,
    );
  }
  return Math.exp(log);
}

function checkMatrix(where: string, A: Tensor): void {
  if (A.shape.length !== 2) throw new ShapeError(`${where}: A must be a matrix [n, m], got [${A.shape.join(", ")}]`);
  checkFinite(where, "A", A.data);
}

/** The columns of A, or its rows when there are fewer of them: the singular values are the same. */
function columnsOf(A: Tensor): Float64Array[] {
  const [n, m] = A.shape;
  const at = (i: number, j: number): number => A.data[i * m + j];
  return n < m
    ? Array.from({ length: n }, (_, i) => Float64Array.from({ length: m }, (_, j) => at(i, j)))
    : Array.from({ length: m }, (_, j) => Float64Array.from({ length: n }, (_, i) => at(i, j)));
}

/** Turns u and v in their plane until they are orthogonal; false when they already are. */
function orthogonalise(u: Float64Array, v: Float64Array): boolean {
  const [uu, vv, uv] = [dot(u, u), dot(v, v), dot(u, v)];
  if (Math.abs(uv) <= 1e-15 * Math.sqrt(uu * vv)) return false;
  const zeta = (vv - uu) / (2 * uv);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cos = 1 / Math.hypot(1, tangent);
  const sin = cos * tangent;
  for (let i = 0; i < u.length; i++) {
    const ui = u[i];
    u[i] = cos * ui - sin * v[i];
    v[i] = sin * ui + cos * v[i];
  }
  return true;
}

function dot(u: Float64Array, v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += u[i] * v[i];
  return sum;
}

/** A A for A: [n, n]. */
function square(A: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const a = A[i * n + k];
      for (let j = 0; j < n; j++) out[i * n + j] += a * A[k * n + j];
    }
  }
  return out;
}
