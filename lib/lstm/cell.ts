import { add, addOuter, addTransposedMatVec, affine, concat, sigmoid } from "../kernels/vectors.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { checkSameDType, checkShape } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * LSTM weights (ch. 9, "The Cell State and Three Gates"; Hochreiter & Schmidhuber 1997, the forget gate: Gers et al. 2000).
 * W: [4H, H+D] takes z = [hPrev; x] to gate rows f, i, g, o, the chapter's W_f, W_i, W_c, W_o on top of each other
 * (g is its c̃); b: [4H].
 */
export type LstmParams = { readonly W: Tensor; readonly b: Tensor };

/** What the backward pass needs to know of one step. z: [H+D], gates: [4H] after σ and tanh, cPrev and c: [H]. */
export type LstmCache = { readonly z: Vec; readonly gates: Vec; readonly cPrev: Vec; readonly c: Vec };

/** cₜ = f ⊙ cₜ₋₁ + i ⊙ c̃, hₜ = o ⊙ tanh(cₜ). x: [D], hPrev and cPrev: [H] → h, c: [H]. */
export function lstmForward(params: LstmParams, x: Vec, hPrev: Vec, cPrev: Vec): { h: Vec; c: Vec; cache: LstmCache } {
  const { W, b } = params;
  const H = W.shape[0] / 4;
  checkShape("lstmForward", "x", "[D]", [W.shape[1] - H], x);
  checkShape("lstmForward", "hPrev", "[H]", [H], hPrev);
  checkShape("lstmForward", "cPrev", "[H]", [H], cPrev);
  for (const [name, v] of [
    ["x", x],
    ["hPrev", hPrev],
    ["cPrev", cPrev],
  ] as const)
    checkSameDType("lstmForward", name, W.data, v);

  const z = concat(hPrev, x);
  const gates = affine(W, z, b).map((a, row) => (row >= 2 * H && row < 3 * H ? Math.tanh(a) : sigmoid(a)));
  const [c, h] = [zerosLike(cPrev), zerosLike(hPrev)];
  for (let j = 0; j < H; j++) {
    const [f, i, g, o] = [gates[j], gates[H + j], gates[2 * H + j], gates[3 * H + j]];
    c[j] = f * cPrev[j] + i * g; // the gradient highway: a sum, and no matrix in between
    h[j] = o * Math.tanh(c[j]);
  }
  return { h, c, cache: { z, gates, cPrev, c } };
}

/** dh, dc: [H] arriving at hₜ and cₜ → dx: [D], dhPrev and dcPrev: [H]; adds dW, db into `grads`. */
export function lstmBackward(
  params: LstmParams,
  grads: LstmParams,
  dh: Vec,
  dc: Vec,
  cache: LstmCache,
): { dx: Vec; dhPrev: Vec; dcPrev: Vec } {
  const { z, gates, cPrev, c } = cache;
  const H = c.length;
  checkShape("lstmBackward", "dh", "[H]", [H], dh);
  checkShape("lstmBackward", "dc", "[H]", [H], dc);

  const [da, dcPrev] = [zerosLike(gates), zerosLike(c)];
  for (let j = 0; j < H; j++) {
    const [f, i, g, o] = [gates[j], gates[H + j], gates[2 * H + j], gates[3 * H + j]];
    const tanhC = Math.tanh(c[j]);
    const dcj = dc[j] + dh[j] * o * (1 - tanhC ** 2); // from cₜ₊₁ and from hₜ
    da[j] = dcj * cPrev[j] * f * (1 - f); // σ′ = σ(1 − σ)
    da[H + j] = dcj * g * i * (1 - i);
    da[2 * H + j] = dcj * i * (1 - g ** 2); // tanh′ = 1 − tanh²
    da[3 * H + j] = dh[j] * tanhC * o * (1 - o);
    dcPrev[j] = dcj * f; // elementwise, no matrix: why the LSTM remembers
  }
  add(grads.b.data, da);
  addOuter(grads.W, da, z);
  const dz = zerosLike(z);
  addTransposedMatVec(dz, params.W, da);
  return { dx: dz.subarray(H), dhPrev: dz.subarray(0, H), dcPrev };
}
