import { Tensor, type Vec } from "unrolled";
import { decoderStep, type Found, type Model } from "../checks/16-model.js";
import type { Answers } from "../checks/exercise.js";

/*
 * The solution cut into the places where people go wrong, written without the library's loss and search; a mutant
 * replaces one piece.
 */

/** A sentence in the making. */
export type Live = Found & { readonly h: Vec; readonly last: number };
/** The losses of real tokens, row by row, and how many cells the batch has. */
type Batch = { readonly rows: readonly (readonly number[])[]; readonly cells: number };

export type Pieces = {
  /** softmax(y). */
  readonly softmax: (y: readonly number[]) => number[];
  /** A token's loss from the probability of its target; `padding` where there is none. */
  readonly tokenLoss: (p: number) => number;
  readonly isReal: (target: number) => boolean;
  readonly mean: (batch: Batch) => number;
  /** What the gradient p − y of a token is divided by. */
  readonly count: (batch: Batch) => number;
  /** dL/dlogits of a real token. */
  readonly gradient: (p: readonly number[], target: number) => number[];
  /** The rows that the decoder reads and answers, from a sentence. */
  readonly inputs: (sentence: readonly number[], start: number, end: number) => readonly number[];
  readonly targets: (sentence: readonly number[], start: number, end: number) => readonly number[];
  /** A row filled up to T cells. */
  readonly fill: (row: readonly number[], T: number, filler: number) => readonly number[];
  readonly noTarget: (pad: number) => number;
  /** One decoder step: which context, which state, which token. */
  readonly step: (
    model: Model,
    context: Vec,
    h: Vec,
    token: number,
    start: number,
  ) => { readonly logProbs: Vec; readonly h: Vec };
  /** The state that goes on. */
  readonly carry: (hPrev: Vec, h: Vec) => Vec;
  readonly accumulate: (sum: number, logProb: number) => number;
  /** What greedy search makes of where it has arrived. */
  readonly finish: (live: Live, start: number, end: number) => Found;
  readonly stops: (token: number, end: number) => boolean;
  readonly limit: (maxLength: number) => number;
  /** The extensions that stay, from all of them. */
  readonly prune: (all: readonly Live[], width: number, alpha: number) => readonly Live[];
  readonly score: (found: Found, alpha: number, end: number) => number;
  /** Which of those that stayed go on. */
  readonly goOn: (kept: readonly Live[], end: number) => readonly Live[];
  /** Whether the search ends before its limit. */
  readonly enough: (finished: readonly Live[]) => boolean;
  /** Among which the best is chosen. */
  readonly candidates: (finished: readonly Live[], live: readonly Live[]) => readonly Live[];
};

export const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
export const byLogProb = (all: readonly Live[]): Live[] => [...all].sort((a, b) => b.logProb - a.logProb);

const pieces: Pieces = {
  softmax: (y) => {
    const exps = y.map((v) => Math.exp(v - Math.max(...y)));
    return exps.map((e) => e / sum(exps));
  },
  tokenLoss: (p) => -Math.log(p),
  isReal: (target) => target >= 0,
  mean: ({ rows }) => sum(rows.flat()) / rows.flat().length,
  count: ({ rows }) => rows.flat().length,
  gradient: (p, target) => p.map((value, v) => value - (v === target ? 1 : 0)),
  inputs: (sentence, start) => [start, ...sentence],
  targets: (sentence, _, end) => [...sentence, end],
  fill: (row, T, filler) => [...row, ...Array(T - row.length).fill(filler)],
  noTarget: () => -1,
  step: decoderStep,
  carry: (_, h) => h,
  accumulate: (total, logProb) => total + logProb,
  finish: ({ tokens, logProb }) => ({ tokens, logProb }),
  stops: (token, end) => token === end,
  limit: (maxLength) => maxLength,
  prune: (all, width) => byLogProb(all).slice(0, width),
  score: ({ logProb, tokens }, alpha) => logProb / tokens.length ** alpha,
  goOn: (kept, end) => kept.filter(({ last }) => last !== end),
  enough: () => false,
  candidates: (finished, live) => [...finished, ...live],
};

export function solution(replaced: Partial<Pieces> = {}): Answers {
  const p = { ...pieces, ...replaced };
  return { maskedCrossEntropy: crossEntropyOf(p), teacherForcing: forcingOf(p), greedy: greedyOf(p), beam: beamOf(p) };
}

const crossEntropyOf = (p: Pieces) => (logits: Tensor, targets: readonly (readonly number[])[]) => {
  const [T, B, V] = logits.shape;
  const probabilities = (t: number, b: number): number[] =>
    p.softmax([...logits.data.subarray((t * B + b) * V, (t * B + b + 1) * V)]);
  const losses = Array.from({ length: B }, (_, b) =>
    targets.flatMap((row, t) => (p.isReal(row[b]) ? [p.tokenLoss(probabilities(t, b)[Math.max(row[b], 0)])] : [])),
  );
  const batch = { rows: losses, cells: T * B };
  const dLogits = targets.flatMap((row, t) =>
    row.flatMap((target, b) => {
      const dy = p.isReal(target) ? p.gradient(probabilities(t, b), target) : Array(V).fill(0);
      return dy.map((value) => value / p.count(batch));
    }),
  );
  return { loss: p.mean(batch), dLogits: new Tensor(Float64Array.from(dLogits), [T, B, V]) };
};

const forcingOf = (p: Pieces) => (sequences: readonly number[][], start: number, end: number, pad: number) => {
  const T = 1 + Math.max(...sequences.map(({ length }) => length));
  const timeMajor = (rows: readonly (readonly number[])[]): number[][] =>
    Array.from({ length: T }, (_, t) => rows.map((row) => row[t]));
  return {
    inputs: timeMajor(sequences.map((sentence) => p.fill(p.inputs(sentence, start, end).slice(0, T), T, pad))),
    targets: timeMajor(sequences.map((sentence) => p.fill(p.targets(sentence, start, end).slice(0, T), T, p.noTarget(pad)))),
  };
}; // biome-ignore format: a row

const begin = (model: Model, start: number): Live => {
  return { tokens: [], logProb: 0, h: new Float64Array(model.rnn.bh.size), last: start };
};

/** All ways in which a sentence can go on. */
function extensions(p: Pieces, model: Model, context: Vec, live: Live, start: number): Live[] {
  const { logProbs, h } = p.step(model, context, live.h, live.last, start);
  return Array.from(logProbs, (logProb, token) => ({
    tokens: [...live.tokens, token],
    logProb: p.accumulate(live.logProb, logProb),
    h: p.carry(live.h, h),
    last: token,
  }));
}

const greedyOf = (p: Pieces) => (model: Model, context: Vec, start: number, end: number, maxLength: number): Found => {
  let live = begin(model, start);
  for (let t = 0; t < p.limit(maxLength) && !(t > 0 && p.stops(live.last, end)); t++) {
    const { logProbs } = p.step(model, context, live.h, live.last, start);
    live = extensions(p, model, context, live, start)[logProbs.indexOf(Math.max(...logProbs))];
  }
  return p.finish(live, start, end);
}; // biome-ignore format: a signature

const beamOf = (p: Pieces) => (model: Model, context: Vec, start: number, end: number, maxLength: number, width: number, alpha: number): Found => {
  let live: readonly Live[] = [begin(model, start)];
  const finished: Live[] = [];
  for (let t = 0; t < maxLength && live.length > 0 && !p.enough(finished); t++) {
    const kept = p.prune(live.flatMap((one) => extensions(p, model, context, one, start)), width, alpha);
    finished.push(...kept.filter(({ last }) => last === end));
    live = p.goOn(kept, end);
  }
  const all = p.candidates(finished, live);
  const [{ tokens, logProb }] = [...all].sort((a, b) => p.score(b, alpha, end) - p.score(a, alpha, end));
  return { tokens, logProb };
}; // biome-ignore format: a signature
