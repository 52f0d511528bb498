import { type Vec, zerosLike } from "../tensor/dtype.js";
import { type Attended, attend, attendBackward, dot, type SourceMask } from "./weights.js";

/** eⱼ = scale · qᵀ hⱼ, then the softmax and the context: what three of the four score functions come down to. */
export function dotAttention(q: Vec, h: readonly Vec[], scale: number, mask?: SourceMask): Attended {
  const e = zerosLike(q, h.length);
  for (let j = 0; j < h.length; j++) e[j] = scale * dot(q, h[j]);
  return attend(e, h, mask);
}

/** dc: [H] → dq: [H] and dh: T_src × [H]. */
export function dotAttentionBackward(
  dc: Vec,
  q: Vec,
  h: readonly Vec[],
  scale: number,
  alpha: Vec,
): { dq: Vec; dh: Vec[] } {
  const { de, dh } = attendBackward(dc, alpha, h);
  const dq = zerosLike(q);
  for (let j = 0; j < h.length; j++) {
    for (let k = 0; k < q.length; k++) {
      dq[k] += scale * de[j] * h[j][k];
      dh[j][k] += scale * de[j] * q[k];
    }
  }
  return { dq, dh };
}
