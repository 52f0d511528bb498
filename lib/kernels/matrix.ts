import type { Vec } from "../tensor/dtype.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * A matrix that lies somewhere in a typed array: entry (i, j) is data[offset + i·rowStride + j·columnStride].
 * Transposing or slicing it moves no number.
 */
export type Matrix = {
  readonly data: Vec;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
  /** The same numbers in the order that some kernels want: see `Kernels.prepare`. */
  readonly packed?: Vec;
};

/** The [rows, columns] matrix that starts at `offset`, row by row. */
export function matrix(data: Vec, rows: number, columns: number, offset = 0): Matrix {
  return { data, offset, rows, columns, rowStride: columns, columnStride: 1 };
}

/** Aᵀ. */
export function transpose({ data, offset, rows, columns, rowStride, columnStride }: Matrix): Matrix {
  return { data, offset, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride };
}

/** Rows [start, start + count) of A. */
export function sliceRows(A: Matrix, start: number, count: number): Matrix {
  return { ...A, offset: A.offset + start * A.rowStride, rows: count, packed: undefined };
}

/** Columns [start, start + count) of A. */
export function sliceColumns(A: Matrix, start: number, count: number): Matrix {
  return { ...A, offset: A.offset + start * A.columnStride, columns: count, packed: undefined };
}

/** A tensor [.., n] as the matrix [N, n]: all axes but the last are one. */
export function asMatrix({ data, shape }: Tensor): Matrix {
  const columns = shape[shape.length - 1];
  return matrix(data, columns === 0 ? 0 : data.length / columns, columns);
}
