import { type Vec, zerosLike } from "../tensor/dtype.js";
import type { Tensor } from "../tensor/tensor.js";

/*
 * What a single step needs: one matrix, one vector, plain loops in the order of the formula.
 * Shapes are the callers' promise; they are checked at the public boundary.
 */

/** W x + b. W: [n, m], x: [m], b: [n]. */
export function affine(W: Tensor, x: Vec, b: Tensor): Vec {
  const out = b.data.slice();
  addMatVec(out, W, x);
  return out;
}

/** out += W x. W: [n, m], x: [m], out: [n]. */
export function addMatVec(out: Vec, W: Tensor, x: Vec): void {
  const [rows, columns] = W.shape;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0, at = i * columns; j < columns; j++, at++) sum += W.data[at] * x[j];
    out[i] += sum;
  }
}

/** out += Wᵀ v: how a gradient goes back through W. W: [n, m], v: [n], out: [m]. */
export function addTransposedMatVec(out: Vec, W: Tensor, v: Vec): void {
  const [rows, columns] = W.shape;
  for (let i = 0; i < rows; i++) {
    const vi = v[i];
    for (let j = 0, at = i * columns; j < columns; j++, at++) out[j] += W.data[at] * vi;
  }
}

/** dW += u vᵀ: the gradient of W in W v, given the gradient u of the product. u: [n], v: [m], dW: [n, m]. */
export function addOuter(dW: Tensor, u: Vec, v: Vec): void {
  const [rows, columns] = dW.shape;
  for (let i = 0; i < rows; i++) {
    const ui = u[i];
    for (let j = 0, at = i * columns; j < columns; j++, at++) dW.data[at] += ui * v[j];
  }
}

/** out += v. */
export function add(out: Vec, v: Vec): void {
  for (let i = 0; i < v.length; i++) out[i] += v[i];
}

/** √Σv², scaled so that neither tiny nor huge entries are lost. */
export function norm(v: Vec): number {
  let largest = 0;
  for (let i = 0; i < v.length; i++) largest = Math.max(largest, Math.abs(v[i]));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += (v[i] / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** softmax(y) (ch. 9, "The Recurrence Relation"), shifted by the maximum so that exp never overflows. */
export function softmax(y: Vec): Vec {
  const p = zerosLike(y);
  let max = -Infinity;
  for (let i = 0; i < y.length; i++) max = Math.max(max, y[i]);
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += p[i] = Math.exp(y[i] - max);
  for (let i = 0; i < y.length; i++) p[i] /= sum;
  return p;
}

/** [u; v]: one vector after the other. */
export function concat(u: Vec, v: Vec): Vec {
  const joined = zerosLike(u, u.length + v.length);
  joined.set(u);
  joined.set(v, u.length);
  return joined;
}

/**
 * σ(a) = 1 / (1 + e⁻ᵃ) (ch. 9, "The Cell State and Three Gates"). It needs no clipping: where e⁻ᵃ overflows to ∞ the
 * quotient is the right 0.
 */
export const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));
