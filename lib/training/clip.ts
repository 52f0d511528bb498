import { sharedBlocks } from "../kernels/blocks.js";
import { getKernels } from "../kernels/select.js";
import { norm } from "../kernels/vectors.js";
import { dtypeOf, type Vec } from "../tensor/dtype.js";
import { checkPositive } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";

/** ‖g‖ over all tensors together. */
export function gradNorm(grads: Params): number {
  let squares = 0;
  for (const [g] of sharedBlocks(grads)) squares += getKernels(dtypeOf(g)).sumOfSquares(g);
  if (squares > 1e-280 && squares < 1e300) return Math.sqrt(squares);
  return norm(Float64Array.from(Object.values(grads), (g) => norm(g.data))); // the squares were too small or too large
}

/**
 * The norm of all gradients together, and the factor that would bring it down to at most `maxNorm`: 1 when it is already.
 * `optimiser.step(grads, scale)` applies the factor in passing. A norm that is not finite is not scaled; with
 * `maxNorm` = Infinity it only measures.
 */
export function clipScale(grads: Params, maxNorm: number): { norm: number; scale: number } {
  if (maxNorm !== Number.POSITIVE_INFINITY) checkPositive("clipScale", "maxNorm", maxNorm);
  const before = gradNorm(grads);
  return { norm: before, scale: before <= maxNorm || !Number.isFinite(before) ? 1 : maxNorm / before };
}

/**
 * Scales all gradients by one factor so that their global norm is at most `maxNorm` (ch. 9, "Truncated Backpropagation
 * Through Time"; Pascanu et al. 2013). The direction stays. Returns the norm before clipping; a norm that
 * is not finite changes nothing.
 */
export function clipGradNorm(grads: Params, maxNorm: number): number {
  checkPositive("clipGradNorm", "maxNorm", maxNorm);
  const { norm: before, scale } = clipScale(grads, maxNorm);
  if (scale !== 1) for (const [g] of sharedBlocks(grads)) getKernels(dtypeOf(g)).scale(scale, g);
  return before;
}

/**
 * Cuts every entry to [−limit, limit], as `np.clip` does (ch. 9, "Backpropagation Through Time (BPTT)"). It turns the
 * gradient's direction.
 */
export function clipGradValue(grads: Params, limit: number): void {
  checkPositive("clipGradValue", "limit", limit);
  for (const { data } of Object.values(grads)) clamp(data, limit);
}

function clamp(data: Vec, limit: number): void {
  for (let i = 0; i < data.length; i++) data[i] = Math.min(limit, Math.max(-limit, data[i]));
}
