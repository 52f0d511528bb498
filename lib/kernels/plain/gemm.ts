import type { Vec } from "../../tensor/dtype.js";
import type { Matrix } from "../matrix.js";

/** Rows of B that are used on all of A before the next ones come: they stay in the cache meanwhile. */
const PANEL = 64;

/** C = A B, or C += A B: see `Kernels.gemm`. Each row of C is summed in the same order whatever the other rows are. */
export function gemm(C: Matrix, A: Matrix, B: Matrix, accumulate: boolean): void {
  if (!accumulate) clear(C);
  if (B.columnStride === 1) addCombinationsOfRows(C, A, B);
  else addDotProducts(C, A, B);
}

function clear({ data, offset, rows, columns, rowStride }: Matrix): void {
  for (let i = 0, at = offset; i < rows; i++, at += rowStride) data.fill(0, at, at + columns);
}

/** B's rows lie side by side: C's row i += Σₖ A[i, k] · B's row k, four k at a time. */
function addCombinationsOfRows(C: Matrix, A: Matrix, B: Matrix): void {
  const { rows: M, columns: K, data: a, columnStride: aStep } = A;
  for (let panel = 0; panel < K; panel += PANEL) {
    const end = Math.min(panel + PANEL, K);
    for (let i = 0; i < M; i++) {
      const cAt = C.offset + i * C.rowStride;
      let aAt = A.offset + i * A.rowStride + panel * aStep;
      let k = panel;
      for (; k + 4 <= end; k += 4, aAt += 4 * aStep) {
        const bAt = B.offset + k * B.rowStride;
        addFourRows(C, cAt, a[aAt], a[aAt + aStep], a[aAt + 2 * aStep], a[aAt + 3 * aStep], B, bAt);
      }
      for (; k < end; k++, aAt += aStep) addRow(C.data, cAt, a[aAt], B.data, B.offset + k * B.rowStride, C.columns);
    }
  }
}

/** One pass over C's row for four rows of B: C is read and written a quarter as often. */
function addFourRows(C: Matrix, cAt: number, a0: number, a1: number, a2: number, a3: number, B: Matrix, b0: number) {
  const [c, b, N] = [C.data, B.data, C.columns];
  const b1 = b0 + B.rowStride;
  const b2 = b1 + B.rowStride;
  const b3 = b2 + B.rowStride;
  for (let j = 0; j < N; j++) c[cAt + j] += a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j];
}

function addRow(c: Vec, cAt: number, a: number, b: Vec, bAt: number, N: number): void {
  for (let j = 0; j < N; j++) c[cAt + j] += a * b[bAt + j];
}

/** B's columns lie side by side (B is a transpose): C[i, j] += A's row i · B's column j, four j at a time. */
function addDotProducts(C: Matrix, A: Matrix, B: Matrix): void {
  const { rows: M, columns: N, data: c } = C;
  let j = 0;
  for (; j + 4 <= N; j += 4) {
    for (let i = 0; i < M; i++) addFourDots(C, C.offset + i * C.rowStride + j, A, i, B, j);
  }
  for (; j < N; j++) {
    for (let i = 0; i < M; i++) c[C.offset + i * C.rowStride + j] += dot(A, i, B, j);
  }
}

function addFourDots(C: Matrix, cAt: number, A: Matrix, i: number, B: Matrix, j: number): void {
  const [a, b, K, aStep, step] = [A.data, B.data, A.columns, A.columnStride, B.columnStride];
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let aAt = A.offset + i * A.rowStride;
  let b0 = B.offset + j * step;
  for (let k = 0; k < K; k++, b0++, aAt += aStep) {
    const x = a[aAt];
    s0 += x * b[b0];
    s1 += x * b[b0 + step];
    s2 += x * b[b0 + 2 * step];
    s3 += x * b[b0 + 3 * step];
  }
  const c = C.data;
  c[cAt] += s0;
  c[cAt + 1] += s1;
  c[cAt + 2] += s2;
  c[cAt + 3] += s3;
}

function dot(A: Matrix, i: number, B: Matrix, j: number): number {
  let sum = 0;
  let aAt = A.offset + i * A.rowStride;
  let bAt = B.offset + j * B.columnStride;
  for (let k = 0; k < A.columns; k++, aAt += A.columnStride, bAt += B.rowStride) sum += A.data[aAt] * B.data[bAt];
  return sum;
}

/** C = A. */
export function copy(C: Matrix, A: Matrix): void {
  const [c, a] = [C.data, A.data];
  for (let i = 0; i < C.rows; i++) {
    let [to, from] = [C.offset + i * C.rowStride, A.offset + i * A.rowStride];
    for (let j = 0; j < C.columns; j++, to += C.columnStride, from += A.columnStride) c[to] = a[from];
  }
}

/** A's rows += bias. */
export function addBias({ data, offset, rows, columns, rowStride }: Matrix, bias: Vec): void {
  for (let i = 0, at = offset; i < rows; i++, at += rowStride) {
    for (let j = 0; j < columns; j++) data[at + j] += bias[j];
  }
}

/** out += the sum of A's rows. */
export function addColumnSums(out: Vec, { data, offset, rows, columns, rowStride }: Matrix): void {
  for (let i = 0, at = offset; i < rows; i++, at += rowStride) {
    for (let j = 0; j < columns; j++) out[j] += data[at + j];
  }
}
