import { norm } from "../kernels/vectors.js";
import { checkPositive } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";

/** ‖g‖ over all tensors together. */
export function gradNorm(grads: Params): number {
  return norm(Float64Array.from(Object.values(grads), (g) => norm(g.data)));
}

/**
 * Scales all gradients by one factor so that their global norm is at most `maxNorm` (Pascanu et al. 2013).
 * The direction stays. Returns the norm before clipping; a norm that is not finite changes nothing.
 */
export function clipGradNorm(grads: Params, maxNorm: number): number {
  checkPositive("clipGradNorm", "maxNorm", maxNorm);
  const before = gradNorm(grads);
  if (before <= maxNorm || !Number.isFinite(before)) return before;
  const scale = maxNorm / before;
  for (const { data } of Object.values(grads)) for (let i = 0; i < data.length; i++) data[i] *= scale;
  return before;
}

/** Cuts every entry to [−limit, limit], as the chapter's `np.clip` does. It turns the gradient's direction. */
export function clipGradValue(grads: Params, limit: number): void {
  checkPositive("clipGradValue", "limit", limit);
  for (const { data } of Object.values(grads)) {
    for (let i = 0; i < data.length; i++) data[i] = Math.min(limit, Math.max(-limit, data[i]));
  }
}
