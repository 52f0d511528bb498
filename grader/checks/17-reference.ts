import { type Params, Tensor, type Vec } from "unrolled";

/*
 * Attention in its four stages, by their formulae. The library joins them; its cells, checked against finite
 * differences, hold this file right (17-attention.test.ts).
 */

export const KINDS = ["dot", "scaled", "general", "bahdanau"] as const;
export type Kind = (typeof KINDS)[number];

export type Attended = { readonly alpha: Float64Array; readonly c: Float64Array };

type Sum = (k: number) => number;
const sum = (count: number, term: Sum): number => Array.from({ length: count }, (_, k) => term(k)).reduce((a, b) => a + b, 0); // biome-ignore format: a line
export const vector = (size: number, entry: Sum): Float64Array =>
  Float64Array.from({ length: size }, (_, k) => entry(k));
export const dot = (u: Vec, v: Vec): number => sum(u.length, (k) => u[k] * v[k]);
export const times = (M: Tensor, x: Vec): Float64Array => vector(M.shape[0], (i) => dot(M.row(i), x));
export const transposedTimes = (M: Tensor, x: Vec): Float64Array => vector(M.shape[1], (j) => sum(M.shape[0], (i) => M.at(i, j) * x[i])); // biome-ignore format: a line
export const outer = (u: Vec, v: Vec): Tensor => new Tensor(vector(u.length * v.length, (k) => u[Math.floor(k / v.length)] * v[k % v.length]), [u.length, v.length]); // biome-ignore format: a line
export const total = (vectors: readonly Vec[], size: number): Float64Array => vector(size, (k) => sum(vectors.length, (j) => vectors[j][k])); // biome-ignore format: a line

/** tanh(W₁ s + W₂ hⱼ + b): [A]. */
const hidden = ({ W1, W2, b }: Params, s: Vec, hj: Vec): Float64Array => {
  const [fromS, fromH] = [times(W1, s), times(W2, hj)];
  return vector(b.size, (k) => Math.tanh(fromS[k] + fromH[k] + b.data[k]));
};

export function exactScores(kind: Kind, params: Params, s: Vec, h: readonly Vec[]): Float64Array {
  const score = {
    dot: (hj: Vec) => dot(s, hj),
    scaled: (hj: Vec) => dot(s, hj) / Math.sqrt(s.length),
    general: (hj: Vec) => dot(s, times(params.W, hj)),
    bahdanau: (hj: Vec) => dot(params.v.data, hidden(params, s, hj)),
  }[kind];
  return Float64Array.from(h, score);
}

export function exactAttend(e: Vec, h: readonly Vec[], mask: readonly boolean[]): Attended {
  const largest = Math.max(...e.filter((_, j) => mask[j]));
  const powers = vector(e.length, (j) => (mask[j] ? Math.exp(e[j] - largest) : 0));
  const all = sum(e.length, (j) => powers[j]);
  const alpha = powers.map((power) => (all === 0 ? 0 : power / all));
  return { alpha, c: vector(h[0].length, (k) => sum(h.length, (j) => alpha[j] * h[j][k])) };
}

export function exactAttendBackward(dc: Vec, h: readonly Vec[], alpha: Vec): { de: Float64Array; dh: Float64Array[] } {
  const gain = vector(h.length, (j) => dot(dc, h[j]));
  const mean = dot(alpha, gain);
  return { de: vector(h.length, (j) => alpha[j] * (gain[j] - mean)), dh: h.map((_, j) => vector(dc.length, (k) => alpha[j] * dc[k])) }; // biome-ignore format: a line
}

export type ScoreGradients = {
  readonly ds: Float64Array;
  readonly dh: readonly Float64Array[];
  readonly grads: Params;
};

export function exactScoresBackward(kind: Kind, params: Params, s: Vec, h: readonly Vec[], de: Vec): ScoreGradients {
  if (kind === "bahdanau") return bahdanauBackward(params, s, h, de);
  const scale = kind === "scaled" ? 1 / Math.sqrt(s.length) : 1;
  const mixed = vector(h[0].length, (k) => scale * sum(h.length, (j) => de[j] * h[j][k])); // Σⱼ deⱼ hⱼ
  if (kind !== "general") return { ds: mixed, dh: h.map((_, j) => vector(s.length, (k) => scale * de[j] * s[k])), grads: {} }; // biome-ignore format: a line
  const query = transposedTimes(params.W, s);
  return {
    ds: times(params.W, mixed),
    dh: h.map((_, j) => query.map((x) => de[j] * x)),
    grads: { W: outer(s, mixed) },
  };
}

function bahdanauBackward(params: Params, s: Vec, h: readonly Vec[], de: Vec): ScoreGradients {
  const { W1, W2, v } = params;
  const A = v.size;
  const u = h.map((hj) => hidden(params, s, hj));
  const da = u.map((uj, j) => vector(A, (k) => de[j] * v.data[k] * (1 - uj[k] ** 2)));
  const all = total(da, A);
  const dW2 = total(da.map((daj, j) => outer(daj, h[j]).data), W2.size); // biome-ignore format: a line
  return {
    ds: transposedTimes(W1, all),
    dh: da.map((daj) => transposedTimes(W2, daj)),
    grads: {
      W1: outer(all, s),
      W2: new Tensor(dW2, W2.shape),
      b: new Tensor(all, [A]),
      v: new Tensor(vector(A, (k) => sum(h.length, (j) => de[j] * u[j][k])), [A]), // biome-ignore format: a line
    },
  };
}
