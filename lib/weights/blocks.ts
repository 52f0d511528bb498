import { zerosLike } from "../tensor/dtype.js";
import { Tensor } from "../tensor/tensor.js";

/*
 * Rearranging weights: every convention stacks the same gates, one block of H rows each, in an order of its own.
 * All of these copy.
 */

/** The transpose of A: [n, m] → [m, n]. */
export function transposed(A: Tensor): Tensor {
  const [n, m] = A.shape;
  const data = zerosLike(A.data);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) data[j * n + i] = A.data[i * m + j];
  return new Tensor(data, [m, n]);
}

/** Blocks of equally many rows in a new order: block k of the result is block order[k] of A. */
export function reorderBlocks(A: Tensor, order: readonly number[]): Tensor {
  const size = A.size / order.length;
  const data = zerosLike(A.data);
  for (const [k, from] of order.entries()) data.set(A.data.subarray(from * size, (from + 1) * size), k * size);
  return new Tensor(data, A.shape);
}

/** A with block k of `blocks` negated. σ(−a) = 1 − σ(a): that turns a gate round. */
export function negateBlock(A: Tensor, blocks: number, k: number): Tensor {
  const size = A.size / blocks;
  const negated = A.clone();
  for (let i = k * size; i < (k + 1) * size; i++) negated.data[i] = -negated.data[i];
  return negated;
}

/** Columns [from, to) of A. */
export function columns(A: Tensor, from: number, to: number): Tensor {
  const [n, m] = A.shape;
  const part = Tensor.zeros([n, to - from], A.dtype);
  for (let i = 0; i < n; i++) part.data.set(A.data.subarray(i * m + from, i * m + to), i * (to - from));
  return part;
}

/** A and B side by side: [n, m], [n, k] → [n, m + k]. */
export function besides(A: Tensor, B: Tensor): Tensor {
  const [n, m, k] = [A.shape[0], A.shape[1], B.shape[1]];
  const both = Tensor.zeros([n, m + k], A.dtype);
  for (let i = 0; i < n; i++) {
    both.data.set(A.data.subarray(i * m, (i + 1) * m), i * (m + k));
    both.data.set(B.data.subarray(i * k, (i + 1) * k), i * (m + k) + m);
  }
  return both;
}

/** A + B. */
export function sum(A: Tensor, B: Tensor): Tensor {
  return new Tensor(
    A.data.map((a, i) => a + B.data[i]),
    A.shape,
  );
}
