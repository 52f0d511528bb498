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
  readonly packed: Vec | null;
};

/** The [rows, columns] matrix that starts at `offset`, row by row. */
export function matrix(data: Vec, rows: number, columns: number, offset = 0): Matrix {
  return { data, offset, rows, columns, rowStride: columns, columnStride: 1, packed: null };
}

/** Aᵀ. */
export function transpose({ data, offset, rows, columns, rowStride, columnStride }: Matrix): Matrix {
  return { data, offset, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride, packed: null };
}

/** Rows [start, start + count) of A. */
export function sliceRows(
  { data, offset, columns, rowStride, columnStride }: Matrix,
  start: number,
  count: number,
): Matrix {
  return { data, offset: offset + start * rowStride, rows: count, columns, rowStride, columnStride, packed: null };
}

/** Columns [start, start + count) of A. */
export function sliceColumns(
  { data, offset, rows, rowStride, columnStride }: Matrix,
  start: number,
  count: number,
): Matrix {
  return { data, offset: offset + start * columnStride, rows, columns: count, rowStride, columnStride, packed: null };
}

/** A tensor [.., n] as the matrix [N, n]: all axes but the last are one. */
export function asMatrix({ data, shape }: Tensor): Matrix {
  const columns = shape[shape.length - 1];
  return matrix(data, columns === 0 ? 0 : data.length / columns, columns);
}
