import type { Tensor, Vec } from "unrolled";

/*
 * The few lines of linear algebra that checks and banks stand on: plain loops over float64, apart from the library whose
 * functions they are compared with.
 */

/** Row i: Σⱼ W[i, j] v[j]. */
export const times = ({ data, shape: [rows, columns] }: Tensor, v: Vec): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += data[i * columns + j] * v[j];
    return sum;
  });

/** Column j: Σᵢ W[i, j] v[i]. */
export const transposedTimes = ({ data, shape: [rows, columns] }: Tensor, v: Vec): Float64Array =>
  Float64Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += data[i * columns + j] * v[i];
    return sum;
  });

/** u vᵀ, row-major. */
export const outer = (u: Vec, v: Vec): Float64Array =>
  Float64Array.from({ length: u.length * v.length }, (_, k) => u[Math.floor(k / v.length)] * v[k % v.length]);

export const plus = (...terms: readonly Vec[]): Float64Array =>
  Float64Array.from(terms[0], (_, i) => terms.reduce((sum, term) => sum + term[i], 0));

export const map = (v: Vec, change: (value: number, i: number) => number): Float64Array => Float64Array.from(v, change);

export const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));
