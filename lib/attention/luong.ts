import { addMatVec, addOuter, addTransposedMatVec } from "../kernels/vectors.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { checkSameDType, checkShape } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import { dotAttention, dotAttentionBackward } from "./dot.js";
import { type Attended, checkAttention, type SourceMask } from "./weights.js";

/** What the backward pass of either form needs. */
export type LuongCache = { readonly s: Vec; readonly h: readonly Vec[]; readonly alpha: Vec };

/**
 * Luong "dot": eⱼ = sᵀ hⱼ (ch. 9, "Two Scoring Functions"; Luong et al. 2015). s: [H], h: T_src × [H]: sizes must match.
 * Unlike Bahdanau's, Luong's s is the decoder state sₜ after the step.
 */
export function luongDotForward(s: Vec, h: readonly Vec[], mask?: SourceMask): Attended & { cache: LuongCache } {
  checkAttention("luongDotForward", s, h, mask, { S: s.length, H: s.length });
  const { alpha, c } = dotAttention(s, h, 1, mask);
  return { alpha, c, cache: { s, h, alpha } };
}

/** dc: [H] arriving at c → ds: [H], dh: T_src × [H]. */
export function luongDotBackward(dc: Vec, { s, h, alpha }: LuongCache): { ds: Vec; dh: Vec[] } {
  checkShape("luongDotBackward", "dc", "[H]", [s.length], dc);
  const { dq, dh } = dotAttentionBackward(dc, s, h, 1, alpha);
  return { ds: dq, dh };
}

/** W.weight: [S, H], no bias. */
export type LuongGeneralParams = { readonly "W.weight": Tensor };

/** Luong "general": eⱼ = sᵀ W hⱼ, which lets s: [S] and hⱼ: [H] differ in size. */
export function luongGeneralForward(
  params: LuongGeneralParams,
  s: Vec,
  h: readonly Vec[],
  mask?: SourceMask,
): Attended & { cache: LuongCache } {
  const [S, H] = params["W.weight"].shape;
  checkAttention("luongGeneralForward", s, h, mask, { S, H });
  checkSameDType("luongGeneralForward", "s", params["W.weight"].data, s);
  const { alpha, c } = dotAttention(query(params, s), h, 1, mask);
  return { alpha, c, cache: { s, h, alpha } };
}

/** dc: [H] arriving at c → ds: [S], dh: T_src × [H]; adds the gradient of W into `grads`. */
export function luongGeneralBackward(
  params: LuongGeneralParams,
  grads: LuongGeneralParams,
  dc: Vec,
  { s, h, alpha }: LuongCache,
): { ds: Vec; dh: Vec[] } {
  checkShape("luongGeneralBackward", "dc", "[H]", [h[0].length], dc);
  const { dq, dh } = dotAttentionBackward(dc, query(params, s), h, 1, alpha);
  addOuter(grads["W.weight"], s, dq);
  const ds = zerosLike(s);
  addMatVec(ds, params["W.weight"], dq);
  return { ds, dh };
}

/** q = Wᵀ s, so that sᵀ W hⱼ = qᵀ hⱼ: the matrix is applied once, not once a position. */
function query(params: LuongGeneralParams, s: Vec): Vec {
  const q = zerosLike(s, params["W.weight"].shape[1]);
  addTransposedMatVec(q, params["W.weight"], s);
  return q;
}
