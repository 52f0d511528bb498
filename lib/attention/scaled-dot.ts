import type { Vec } from "../tensor/dtype.js";
import { checkShape } from "../tensor/errors.js";
import { dotAttention, dotAttentionBackward } from "./dot.js";
import { type Attended, checkAttention, type SourceMask } from "./weights.js";

/** What the backward pass needs. */
export type ScaledDotCache = { readonly s: Vec; readonly h: readonly Vec[]; readonly alpha: Vec };

/**
 * eⱼ = sᵀ hⱼ / √d, α = softmax(e), c = Σⱼ αⱼ hⱼ (ch. 9, "Two Scoring Functions"; Vaswani et al. 2017).
 * A product of d independent terms of variance 1 has variance d: the root keeps the softmax away from its flat ends.
 * s: [H], h: T_src × [H]; d = H.
 */
export function scaledDotForward(s: Vec, h: readonly Vec[], mask?: SourceMask): Attended & { cache: ScaledDotCache } {
  checkAttention("scaledDotForward", s, h, mask, { S: s.length, H: s.length });
  const { alpha, c } = dotAttention(s, h, 1 / Math.sqrt(s.length), mask);
  return { alpha, c, cache: { s, h, alpha } };
}

/** dc: [H] arriving at c → ds: [H], dh: T_src × [H]. */
export function scaledDotBackward(dc: Vec, { s, h, alpha }: ScaledDotCache): { ds: Vec; dh: Vec[] } {
  checkShape("scaledDotBackward", "dc", "[H]", [s.length], dc);
  const { dq, dh } = dotAttentionBackward(dc, s, h, 1 / Math.sqrt(s.length), alpha);
  return { ds: dq, dh };
}
