import { type Params, Tensor, type Vec } from "unrolled";
import type { Answers } from "../checks/exercise.js";

/*
 * The solution cut into the places where people go wrong; a mutant replaces one piece. Loops, so that it is another form
 * than the checks' own formulae.
 */

type Numbers = Float64Array;
type Rows = readonly Numbers[];
/** One position's share of the gradients, given as functions that add it. */
type Add = (sum: Numbers, at: number, by: number) => void;

export type Pieces = {
  /** What the scaled score is multiplied by, forward and on the way back. */
  readonly scale: (size: number, T: number) => number;
  readonly backScale: (size: number, T: number) => number;
  /** W's entry that joins s[i] and hⱼ[k]. */
  readonly entry: (W: Tensor, i: number, k: number) => number;
  /** Bahdanau's u: [A], from the three terms of its sum. */
  readonly hidden: (fromS: Numbers, fromH: Numbers, b: Numbers) => Numbers;
  readonly readOut: (v: Numbers, u: Numbers) => number;
  readonly weights: (e: Numbers, mask: readonly boolean[]) => Numbers;
  readonly context: (alpha: Numbers, h: Rows, e: Numbers) => Numbers;
  /** de from the weights and gainⱼ = dcᵀhⱼ. */
  readonly de: (alpha: Numbers, gain: Numbers) => Numbers;
  /** What reaches hⱼ as a value. */
  readonly dValue: (alphaj: number, dc: Numbers, dej: number, hj: Numbers) => Numbers;
  /** How a position's share joins the sum over positions. */
  readonly add: Add;
  /** Where [row, column] of W's gradient is put. */
  readonly place: (i: number, k: number, S: number, H: number) => number;
  /** da from deⱼ, v and u. */
  readonly da: (dej: number, v: Numbers, u: Numbers) => Numbers;
  /** Position j's share of dv. */
  readonly dv: (dej: number, u: Numbers, v: Numbers) => Numbers;
  /** Bahdanau's gradients as they are returned. */
  readonly finish: (grads: { readonly [name: string]: Tensor }) => unknown;
};

export const range = (count: number): number[] => [...new Array(count).keys()];
export const sumOf = (v: ArrayLike<number>): number => Array.from(v).reduce((a, b) => a + b, 0);
export const product = (u: ArrayLike<number>, v: ArrayLike<number>): number => sumOf(Array.from(u, (x, k) => x * v[k]));
const zeros = (count: number): Numbers => new Float64Array(count);
const floats = (v: Vec): Numbers => Float64Array.from(v);
const apply = (M: Tensor, x: Vec): Numbers => Float64Array.from(range(M.shape[0]), (i) => product(M.row(i), x));
const applyTransposed = (M: Tensor, x: Vec): Numbers =>
  Float64Array.from(range(M.shape[1]), (j) => sumOf(range(M.shape[0]).map((i) => M.at(i, j) * x[i])));

export function softmax(e: Numbers, mask: readonly boolean[]): Numbers {
  const largest = Math.max(...e.filter((_, j) => mask[j]));
  const powers = e.map((x, j) => (mask[j] ? Math.exp(x - largest) : 0));
  const all = sumOf(powers);
  return all === 0 ? powers : powers.map((power) => power / all);
}

export const pieces: Pieces = {
  scale: (size) => 1 / Math.sqrt(size),
  backScale: (size) => 1 / Math.sqrt(size),
  entry: (W, i, k) => W.at(i, k),
  hidden: (fromS, fromH, b) => b.map((x, k) => Math.tanh(x + fromS[k] + fromH[k])),
  readOut: product,
  weights: softmax,
  context: (alpha, h) => h[0].map((_, k) => sumOf(h.map((hj, j) => alpha[j] * hj[k]))),
  de: (alpha, gain) => alpha.map((a, j) => a * (gain[j] - product(alpha, gain))),
  dValue: (alphaj, dc) => dc.map((x) => alphaj * x),
  add: (sum, at, by) => {
    sum[at] += by;
  },
  place: (i, k, _, H) => i * H + k,
  da: (dej, v, u) => v.map((x, k) => dej * x * (1 - u[k] ** 2)),
  dv: (dej, u) => u.map((x) => dej * x),
  finish: (grads) => grads,
};

type Backward = { readonly ds: Numbers; readonly dh: Rows; readonly grads: unknown };

const hiddenOf = (p: Pieces, { W1, W2, b }: Params, s: Numbers, hj: Numbers): Numbers =>
  p.hidden(apply(W1, s), apply(W2, hj), floats(b.data));

function bilinearBackward(
  p: Pieces,
  entry: (i: number, k: number) => number,
  scale: number,
  s: Numbers,
  h: Rows,
  de: Numbers,
): Backward & { dW: Numbers } {
  // biome-ignore format: a signature
  const [S, H] = [s.length, h[0].length];
  const [ds, dW, dh] = [zeros(S), zeros(S * H), h.map(() => zeros(H))];
  for (const j of range(h.length)) {
    for (const i of range(S)) {
      p.add(ds, i, scale * de[j] * sumOf(range(H).map((k) => entry(i, k) * h[j][k])));
      for (const k of range(H)) p.add(dW, p.place(i, k, S, H), scale * de[j] * s[i] * h[j][k]);
    }
    for (const k of range(H)) dh[j][k] = scale * de[j] * sumOf(range(S).map((i) => entry(i, k) * s[i]));
  }
  return { ds, dh, dW, grads: {} };
}

function additiveBackward(p: Pieces, params: Params, s: Numbers, h: Rows, de: Numbers): Backward {
  const { W1, W2, b, v } = params;
  const [S, H, A] = [s.length, h[0].length, v.size];
  const [ds, dW1, dW2, db, dv] = [S, A * S, A * H, A, A].map(zeros);
  const dh = h.map((hj, j) => {
    const u = hiddenOf(p, params, s, hj);
    const da = p.da(de[j], floats(v.data), u);
    const share = p.dv(de[j], u, floats(v.data));
    const back = applyTransposed(W1, da);
    for (const i of range(S)) p.add(ds, i, back[i]);
    for (const a of range(A)) {
      p.add(db, a, da[a]);
      p.add(dv, a, share[a]);
      for (const i of range(S)) p.add(dW1, a * S + i, da[a] * s[i]);
      for (const k of range(H)) p.add(dW2, a * H + k, da[a] * hj[k]);
    }
    return applyTransposed(W2, da);
  });
  const grads = { W1: new Tensor(dW1, W1.shape), W2: new Tensor(dW2, W2.shape), b: new Tensor(db, b.shape), v: new Tensor(dv, v.shape) }; // biome-ignore format: a line
  return { ds, dh, grads: p.finish(grads) };
}

/** The four functions of exercise 17, with some pieces replaced. */
export function solution(replaced: Partial<Pieces> = {}): Answers {
  const p = { ...pieces, ...replaced };
  const scaleOf = (kind: string, s: Numbers, h: Rows, scale: Pieces["scale"]): number => (kind === "scaled" ? scale(s.length, h.length) : 1); // biome-ignore format: a line
  const score = (kind: string, params: Params, s: Numbers, hj: Numbers): number => {
    if (kind === "bahdanau") return p.readOut(floats(params.v.data), hiddenOf(p, params, s, hj));
    if (kind !== "general") return product(s, hj);
    return sumOf(range(s.length).flatMap((i) => range(hj.length).map((k) => s[i] * p.entry(params.W, i, k) * hj[k]))); // biome-ignore format: a line
  };
  return {
    scores: (kind: string, params: Params, s: Numbers, h: Rows) =>
      Float64Array.from(h, (hj) => scaleOf(kind, s, h, p.scale) * score(kind, params, s, hj)),
    attend: (e: Numbers, h: Rows, mask: readonly boolean[]) => {
      const alpha = p.weights(e, mask);
      return { alpha, c: p.context(alpha, h, e) };
    },
    attendBackward: (dc: Numbers, h: Rows, alpha: Numbers) => {
      const de = p.de(
        alpha,
        Float64Array.from(h, (hj) => product(dc, hj)),
      );
      return { de, dh: h.map((hj, j) => p.dValue(alpha[j], dc, de[j], hj)) };
    },
    scoresBackward: (kind: string, params: Params, s: Numbers, h: Rows, de: Numbers) => {
      if (kind === "bahdanau") return additiveBackward(p, params, s, h, de);
      const isGeneral = kind === "general";
      const entry = (i: number, k: number): number => (isGeneral ? p.entry(params.W, i, k) : i === k ? 1 : 0);
      const { dW, ...back } = bilinearBackward(p, entry, scaleOf(kind, s, h, p.backScale), s, h, de);
      return { ...back, grads: isGeneral ? { W: new Tensor(dW, params.W.shape) } : {} };
    },
  };
}
