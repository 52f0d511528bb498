import { add, addOuter, addTransposedMatVec, affine } from "../kernels/vectors.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { checkSameDType, checkShape } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Attended, attend, attendBackward, checkAttention, dot, type SourceMask } from "./weights.js";

/**
 * Additive attention, named as the chapter's PyTorch class (ch. 9, "Two Scoring Functions"). W1.weight: [A, S] takes the decoder state, W2.weight:
 * [A, H] an encoder state, biases: [A], v.weight: [1, A].
 * One of the two biases is redundant, since only their sum is ever used; both are kept so that the chapter's weights
 * load as they are. They always receive the same gradient.
 */
export type BahdanauParams = {
  readonly "W1.weight": Tensor;
  readonly "W1.bias": Tensor;
  readonly "W2.weight": Tensor;
  readonly "W2.bias": Tensor;
  readonly "v.weight": Tensor;
};

/** What the backward pass needs; the tanh is cheaper to compute again than to keep. */
export type BahdanauCache = { readonly s: Vec; readonly h: readonly Vec[]; readonly alpha: Vec };

/**
 * eⱼ = vᵀ tanh(W₁ s + W₂ hⱼ), α = softmax(e), c = Σⱼ αⱼ hⱼ (ch. 9, "The Attention Mechanism"; Bahdanau et al. 2015).
 * s: [S] is the decoder state s_{t−1} before the step, h: T_src encoder states [H].
 */
export function bahdanauForward(
  params: BahdanauParams,
  s: Vec,
  h: readonly Vec[],
  mask?: SourceMask,
): Attended & { cache: BahdanauCache } {
  const [S, H] = [params["W1.weight"].shape[1], params["W2.weight"].shape[1]];
  checkAttention("bahdanauForward", s, h, mask, { S, H });
  checkSameDType("bahdanauForward", "s", params["W1.weight"].data, s);

  const q = affine(params["W1.weight"], s, params["W1.bias"]);
  const e = zerosLike(s, h.length);
  for (let j = 0; j < h.length; j++) e[j] = dot(params["v.weight"].data, compare(params, q, h[j]));
  const { alpha, c } = attend(e, h, mask);
  return { alpha, c, cache: { s, h, alpha } };
}

/** dc: [H] arriving at c → ds: [S], dh: T_src × [H]; adds the gradients of W1, W2, v into `grads`. */
export function bahdanauBackward(
  params: BahdanauParams,
  grads: BahdanauParams,
  dc: Vec,
  { s, h, alpha }: BahdanauCache,
): { ds: Vec; dh: Vec[] } {
  checkShape("bahdanauBackward", "dc", "[H]", [h[0].length], dc);
  const { de, dh } = attendBackward(dc, alpha, h);
  const q = affine(params["W1.weight"], s, params["W1.bias"]);
  const dq = zerosLike(q);
  for (let j = 0; j < h.length; j++) {
    const u = compare(params, q, h[j]);
    const da = u.map((x, k) => de[j] * params["v.weight"].data[k] * (1 - x * x));
    for (let k = 0; k < u.length; k++) grads["v.weight"].data[k] += de[j] * u[k];
    addOuter(grads["W2.weight"], da, h[j]);
    add(grads["W2.bias"].data, da);
    addTransposedMatVec(dh[j], params["W2.weight"], da); // the second way that hⱼ reaches c: through its score
    add(dq, da); // s takes part in every score
  }
  addOuter(grads["W1.weight"], dq, s);
  add(grads["W1.bias"].data, dq);
  const ds = zerosLike(s);
  addTransposedMatVec(ds, params["W1.weight"], dq);
  return { ds, dh };
}

/** tanh(W₁ s + b₁ + W₂ hⱼ + b₂), given q = W₁ s + b₁. */
function compare(params: BahdanauParams, q: Vec, hj: Vec): Vec {
  const a = affine(params["W2.weight"], hj, params["W2.bias"]);
  add(a, q);
  return a.map(Math.tanh);
}
