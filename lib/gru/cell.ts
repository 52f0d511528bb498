import { add, addOuter, addTransposedMatVec, affine, concat, sigmoid } from "../kernels/vectors.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { checkSameDType, checkShape } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";

/**
 * GRU weights in the chapter's form (ch. 9, "Two Gates: Reset and Update"; Cho et al. 2014, this orientation of z: Chung
 * et al. 2014). W: [3H, H+D], its rows the chapter's W_r, W_z, W_h on top of each other; b: [3H].
 */
export type GruParams = { readonly W: Tensor; readonly b: Tensor };

/** What the backward pass needs to know of one step. x: [D]; hPrev, r, z, hTilde: [H]. */
export type GruCache = { readonly x: Vec; readonly hPrev: Vec; readonly r: Vec; readonly z: Vec; readonly hTilde: Vec };

/** r, z = σ(W [hPrev; x] + b), h̃ = tanh(W_h [r ⊙ hPrev; x] + b_h), h = (1 − z) ⊙ hPrev + z ⊙ h̃. x: [D], hPrev: [H]. */
export function gruForward(params: GruParams, x: Vec, hPrev: Vec): { h: Vec; cache: GruCache } {
  const H = params.W.shape[0] / 3;
  checkShape("gruForward", "x", "[D]", [params.W.shape[1] - H], x);
  checkShape("gruForward", "hPrev", "[H]", [H], hPrev);
  checkSameDType("gruForward", "x", params.W.data, x);
  checkSameDType("gruForward", "hPrev", params.W.data, hPrev);

  const { rz: gates, candidate } = blocks(params);
  const rz = affine(gates.W, concat(hPrev, x), gates.b).map(sigmoid);
  const [r, z] = [rz.subarray(0, H), rz.subarray(H)];
  const rh = hPrev.map((h, j) => r[j] * h); // the reset comes before the product
  const hTilde = affine(candidate.W, concat(rh, x), candidate.b).map(Math.tanh);
  const h = hPrev.map((old, j) => (1 - z[j]) * old + z[j] * hTilde[j]);
  return { h, cache: { x, hPrev, r, z, hTilde } };
}

/** dh: [H] arriving at hₜ → dx: [D], dhPrev: [H]; adds dW, db into `grads`. */
export function gruBackward(params: GruParams, grads: GruParams, dh: Vec, cache: GruCache): { dx: Vec; dhPrev: Vec } {
  const { x, hPrev, r, z, hTilde } = cache;
  const H = hPrev.length;
  checkShape("gruBackward", "dh", "[H]", [H], dh);
  const [weights, dWeights] = [blocks(params), blocks(grads)];

  const daTilde = dh.map((d, j) => d * z[j] * (1 - hTilde[j] ** 2)); // through h̃
  const rh = hPrev.map((h, j) => r[j] * h);
  const dInner = affineBackward(weights.candidate, dWeights.candidate, daTilde, concat(rh, x)); // [d(r ⊙ hPrev); dx]

  const da = zerosLike(dh, 2 * H);
  for (let j = 0; j < H; j++) {
    da[j] = dInner[j] * hPrev[j] * r[j] * (1 - r[j]); // r scaled hPrev
    da[H + j] = dh[j] * (hTilde[j] - hPrev[j]) * z[j] * (1 - z[j]); // z chose between h̃ and hPrev
  }
  const dOuter = affineBackward(weights.rz, dWeights.rz, da, concat(hPrev, x)); // [dhPrev; dx]

  const dhPrev = dh.map((d, j) => d * (1 - z[j]) + dInner[j] * r[j] + dOuter[j]); // three ways back
  const dx = x.map((_, k) => dInner[H + k] + dOuter[H + k]);
  return { dx, dhPrev };
}

/** W v + b, back: adds dW = da vᵀ and db = da, returns dv = Wᵀ da. */
function affineBackward({ W }: GruParams, grads: GruParams, da: Vec, v: Vec): Vec {
  addOuter(grads.W, da, v);
  add(grads.b.data, da);
  const dv = zerosLike(v);
  addTransposedMatVec(dv, W, da);
  return dv;
}

/** The rows of the two gates, and those of the candidate, which has to wait for r: views. */
function blocks({ W, b }: GruParams): { rz: GruParams; candidate: GruParams } {
  const [rows, width] = W.shape;
  const part = (from: number, to: number): GruParams => ({
    W: new Tensor(W.data.subarray(from * width, to * width), [to - from, width]),
    b: new Tensor(b.data.subarray(from, to), [to - from]),
  });
  return { rz: part(0, (2 * rows) / 3), candidate: part((2 * rows) / 3, rows) };
}
