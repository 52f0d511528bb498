import { type Vec, zerosLike } from "../tensor/dtype.js";
import { checkFlag, checkSameDType, checkShape, ShapeError } from "../tensor/errors.js";

/** Which source positions are real: `mask[j]` is false where hⱼ is padding. */
export type SourceMask = readonly boolean[];

/** Weights α: [T_src], which sum to 1 (or are all 0 when every position is masked), and the context c: [H]. */
export type Attended = { readonly alpha: Vec; readonly c: Vec };

/**
 * αⱼ = exp(eⱼ) / Σₖ exp(eₖ) and c = Σⱼ αⱼ hⱼ (ch. 9, "The Attention Mechanism"). e: [T_src], h: T_src × [H].
 * Padding is left out before the softmax, so the others still sum to 1. The largest real score is subtracted first:
 * exp then never overflows.
 */
export function attend(e: Vec, h: readonly Vec[], mask?: SourceMask): Attended {
  let max = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < e.length; j++) if (mask?.[j] !== false) max = Math.max(max, e[j]);

  const alpha = zerosLike(e);
  let sum = 0;
  for (let j = 0; j < e.length; j++) if (mask?.[j] !== false) sum += alpha[j] = Math.exp(e[j] - max);

  const c = zerosLike(h[0]);
  if (sum === 0) return { alpha, c }; // nothing to look at: no weights and no context, rather than 0/0
  for (let j = 0; j < e.length; j++) {
    alpha[j] /= sum;
    for (let k = 0; k < c.length; k++) c[k] += alpha[j] * h[j][k];
  }
  return { alpha, c };
}

/**
 * dc: [H] arriving at c → de: [T_src], and the part of dh that comes through the weighted sum: T_src × [H].
 * The softmax Jacobian is ∂αⱼ/∂eₖ = αⱼ(δⱼₖ − αₖ).
 */
export function attendBackward(dc: Vec, alpha: Vec, h: readonly Vec[]): { de: Vec; dh: Vec[] } {
  const dh = h.map((_, j) => dc.map((x) => alpha[j] * x)); // c = Σ αⱼ hⱼ
  const dAlpha = alpha.map((_, j) => dot(dc, h[j]));
  const mean = dot(alpha, dAlpha);
  const de = alpha.map((a, j) => a * (dAlpha[j] - mean));
  return { de, dh };
}

/** uᵀ v. */
export function dot(u: Vec, v: Vec): number {
  let sum = 0;
  for (let k = 0; k < u.length; k++) sum += u[k] * v[k];
  return sum;
}

/** What all four score functions ask of their arguments. `sizes`: that of s and that of each hⱼ. */
export function checkAttention(
  where: string,
  s: Vec,
  h: readonly Vec[],
  mask: SourceMask | undefined,
  sizes: { readonly S: number; readonly H: number },
): void {
  checkShape(where, "s", "[S]", [sizes.S], s);
  if (h.length === 0) throw new ShapeError(`${where}: h must hold at least one encoder state, got none`);
  for (const [j, hj] of h.entries()) {
    checkShape(where, `h[${j}]`, "[H]", [sizes.H], hj);
    checkSameDType(where, `h[${j}]`, s, hj);
  }
  if (!mask) return;
  if (mask.length !== h.length) {
    throw new ShapeError(`${where}: mask must be [T_src] = [${h.length}], got [${mask.length}]`);
  }
  const j = mask.findIndex((real) => typeof real !== "boolean"); // a 0 would count as real
  if (j >= 0) checkFlag(where, `mask[${j}]`, mask[j]);
}
