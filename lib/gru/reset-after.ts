import { add, addOuter, addTransposedMatVec, affine, sigmoid } from "../kernels/vectors.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { checkSameDType, checkShape } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * GRU weights in PyTorch's form, which resets after the product: with r inside the sum, x and h need a matrix and a bias
 * each. Wx: [3H, D], Wh: [3H, H], bx, bh: [3H], rows r, z, n (n is the chapter's h̃).
 */
export type ResetAfterParams = { readonly Wx: Tensor; readonly Wh: Tensor; readonly bx: Tensor; readonly bh: Tensor };

/** What the backward pass needs to know of one step. u: [3H] is Wh hPrev + bh. */
export type ResetAfterCache = {
  readonly x: Vec;
  readonly hPrev: Vec;
  readonly u: Vec;
  readonly r: Vec;
  readonly z: Vec;
  readonly n: Vec;
};

/** n = tanh(W_xn x + b_xn + r ⊙ (W_hn hPrev + b_hn)), h = (1 − z) ⊙ n + z ⊙ hPrev: here z keeps the old state. */
export function gruResetAfterForward(params: ResetAfterParams, x: Vec, hPrev: Vec): { h: Vec; cache: ResetAfterCache } {
  const { Wx, Wh, bx, bh } = params;
  const [H, D] = [Wh.shape[1], Wx.shape[1]];
  checkShape("gruResetAfterForward", "x", "[D]", [D], x);
  checkShape("gruResetAfterForward", "hPrev", "[H]", [H], hPrev);
  checkSameDType("gruResetAfterForward", "x", Wx.data, x);
  checkSameDType("gruResetAfterForward", "hPrev", Wx.data, hPrev);

  const [a, u] = [affine(Wx, x, bx), affine(Wh, hPrev, bh)];
  const r = a.subarray(0, H).map((aj, j) => sigmoid(aj + u[j]));
  const z = a.subarray(H, 2 * H).map((aj, j) => sigmoid(aj + u[H + j]));
  const n = a.subarray(2 * H).map((aj, j) => Math.tanh(aj + r[j] * u[2 * H + j]));
  const h = hPrev.map((old, j) => (1 - z[j]) * n[j] + z[j] * old);
  return { h, cache: { x, hPrev, u, r, z, n } };
}

/** dh: [H] arriving at hₜ → dx: [D], dhPrev: [H]; adds into `grads`. */
export function gruResetAfterBackward(
  params: ResetAfterParams,
  grads: ResetAfterParams,
  dh: Vec,
  cache: ResetAfterCache,
): { dx: Vec; dhPrev: Vec } {
  const { x, hPrev, u, r, z, n } = cache;
  const H = hPrev.length;
  checkShape("gruResetAfterBackward", "dh", "[H]", [H], dh);

  const [da, du] = [zerosLike(u), zerosLike(u)];
  for (let j = 0; j < H; j++) {
    const dan = dh[j] * (1 - z[j]) * (1 - n[j] ** 2);
    da[j] = du[j] = dan * u[2 * H + j] * r[j] * (1 - r[j]);
    da[H + j] = du[H + j] = dh[j] * (hPrev[j] - n[j]) * z[j] * (1 - z[j]);
    da[2 * H + j] = dan;
    du[2 * H + j] = dan * r[j]; // only the candidate's h side went through r
  }
  add(grads.bx.data, da);
  add(grads.bh.data, du);
  addOuter(grads.Wx, da, x);
  addOuter(grads.Wh, du, hPrev);

  const dx = zerosLike(x);
  addTransposedMatVec(dx, params.Wx, da);
  const dhPrev = dh.map((d, j) => d * z[j]);
  addTransposedMatVec(dhPrev, params.Wh, du);
  return { dx, dhPrev };
}
