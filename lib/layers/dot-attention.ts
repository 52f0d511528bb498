import { empty } from "../kernels/arena.js";
import { type Matrix, matrix, transpose } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import type { Tensor } from "../tensor/tensor.js";

/** What the way back needs: queries q: [N, B, H], states h: [T, B, H], weights alpha: [N, B, T]. */
export type DotAttentionCache = {
  readonly q: Tensor;
  readonly h: Tensor;
  readonly alpha: Tensor;
  readonly scale: number;
};

/**
 * eₜ = scale · qᵀ hₜ for all queries at once: per row of the batch two products, Q Hᵀ and α H. Three of the four scores
 * come down to this. Shapes are the caller's promise. q: [N, B, H], h: [T, B, H] → context: [N, B, H].
 */
export function dotAttentionForward(
  q: Tensor,
  h: Tensor,
  lengths: Int32Array | null,
  scale: number,
): { context: Tensor; cache: DotAttentionCache } {
  const [[N, B], T, kernels] = [q.shape, h.shape[0], getKernels(q.dtype)];
  const context = empty(q.shape, q.dtype);
  const alpha = empty([N, B, T], q.dtype);
  for (let b = 0; b < B; b++) kernels.gemm(row(alpha, b), row(q, b), transpose(row(h, b)), false);
  kernels.scale(scale, alpha.data);
  kernels.softmaxRows(alpha.data, T, lengths);
  for (let b = 0; b < B; b++) kernels.gemm(row(context, b), row(alpha, b), row(h, b), false);
  return { context, cache: { q, h, alpha, scale } };
}

/** dContext: [N, B, H] → dq: [N, B, H], dh: [T, B, H]. */
export function dotAttentionBackward(
  { q, h, alpha, scale }: DotAttentionCache,
  dContext: Tensor,
): { dq: Tensor; dh: Tensor } {
  const [[T, B], kernels] = [h.shape, getKernels(q.dtype)];
  const [dq, dh, dE] = [empty(q.shape, q.dtype), empty(h.shape, q.dtype), empty(alpha.shape, q.dtype)];
  for (let b = 0; b < B; b++) kernels.gemm(row(dE, b), row(dContext, b), transpose(row(h, b)), false);
  kernels.softmaxRowsBackward(dE.data, alpha.data, T);
  kernels.scale(scale, dE.data);
  for (let b = 0; b < B; b++) {
    kernels.gemm(row(dq, b), row(dE, b), row(h, b), false);
    kernels.gemm(row(dh, b), transpose(row(dE, b)), row(q, b), false); // h as what is scored …
    kernels.gemm(row(dh, b), transpose(row(alpha, b)), row(dContext, b), true); // … and as what is summed
  }
  return { dq, dh };
}

/** Row b of the batch in [T, B, n], over all times: [T, n]. */
function row({ data, shape: [T, B, n] }: Tensor, b: number): Matrix {
  return { ...matrix(data, T, n, b * n), rowStride: B * n };
}
