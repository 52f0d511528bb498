import { add, addMatVec, addOuter, addTransposedMatVec, affine } from "../kernels/vectors.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { checkSameDType, checkShape } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";

/** One Elman step (ch. 9, "The Recurrence Relation"; Elman 1990). Wxh: [H, D], Whh: [H, H], bh: [H]. */
export type RnnParams = { readonly Wxh: Tensor; readonly Whh: Tensor; readonly bh: Tensor };

/** What the backward pass needs to know of one step. x: [D], hPrev: [H], h: [H]. */
export type RnnCache = { readonly x: Vec; readonly hPrev: Vec; readonly h: Vec };

/** hₜ = tanh(W_xh xₜ + W_hh hₜ₋₁ + b_h). x: [D], hPrev: [H] → h: [H]. */
export function rnnForward(params: RnnParams, x: Vec, hPrev: Vec): { h: Vec; cache: RnnCache } {
  const { Wxh, Whh, bh } = params;
  const [H, D] = Wxh.shape;
  checkShape("rnnForward", "x", "[D]", [D], x);
  checkShape("rnnForward", "hPrev", "[H]", [H], hPrev);
  checkSameDType("rnnForward", "x", Wxh.data, x);
  checkSameDType("rnnForward", "hPrev", Wxh.data, hPrev);

  const a = affine(Wxh, x, bh);
  addMatVec(a, Whh, hPrev);
  const h = a.map(Math.tanh);
  return { h, cache: { x, hPrev, h } };
}

/**
 * dh: [H] arriving at hₜ → dx: [D], dhPrev: [H]; adds dWxh, dWhh, dbh into `grads`
 * (ch. 9, "Backpropagation Through Time (BPTT)").
 */
export function rnnBackward(params: RnnParams, grads: RnnParams, dh: Vec, cache: RnnCache): { dx: Vec; dhPrev: Vec } {
  const { x, hPrev, h } = cache;
  checkShape("rnnBackward", "dh", "[H]", [h.length], dh);

  const da = dh.map((dhj, j) => dhj * (1 - h[j] ** 2)); // tanh′(a) = 1 − tanh²(a)
  add(grads.bh.data, da);
  addOuter(grads.Wxh, da, x);
  addOuter(grads.Whh, da, hPrev); // the same matrix at every step: its gradient is a sum over time

  const dx = zerosLike(x);
  const dhPrev = zerosLike(h);
  addTransposedMatVec(dx, params.Wxh, da);
  addTransposedMatVec(dhPrev, params.Whh, da);
  return { dx, dhPrev };
}
