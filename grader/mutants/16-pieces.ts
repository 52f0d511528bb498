import { Tensor, type Vec } from "unrolled";
import { decoderStep, type Found, type Model } from "../checks/16-model.js";
import type { Answers } from "../checks/exercise.js";

/*
 * The solution cut into the places where people go wrong, written without the library's loss and search; a mutant
 * replaces one piece.
 */

/** A sentence in the making. */
export type Live = Found & { readonly h: Vec; readonly last: number };
/** The losses of real tokens, by rows and by steps. */
type Batch = { readonly rows: readonly (readonly number[])[]; readonly steps: readonly (readonly number[])[] };

export type Pieces = {
  /** softmax(y). */
  readonly softmax: (y: readonly number[]) => number[];
  /** The probability of a target. */
  readonly of: (p: readonly number[], target: number) => number;
  readonly tokenLoss: (p: number) => number;
  readonly isReal: (target: number) => boolean;
  readonly mean: (batch: Batch) => number;
  /** What the gradient p − y of the token in row b at step t is divided by. */
  readonly count: (batch: Batch, t: number, b: number) => number;
  /** dL/dlogits of a real token, and of padding. */
  readonly gradient: (p: readonly number[], target: number) => number[];
  readonly atPadding: (p: readonly number[]) => number[];
  /** The rows that the decoder reads and answers, from a sentence. */
  readonly inputs: (sentence: readonly number[], start: number, end: number) => readonly number[];
  readonly targets: (sentence: readonly number[], start: number, end: number) => readonly number[];
  /** A row filled up to T cells. */
  readonly fill: (row: readonly number[], T: number, filler: number) => readonly number[];
  readonly noInput: (pad: number) => number;
  readonly noTarget: (pad: number, end: number) => number;
  /** T from the longest sentence. */
  readonly length: (longest: number) => number;
  /** B rows of T numbers as they are returned. */
  readonly layout: (rows: readonly (readonly number[])[]) => number[][];
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
  /** The state and the tokens that a search begins with. */
  readonly first: (context: Vec, H: number) => Vec;
  readonly written: (start: number) => readonly number[];
  readonly accumulate: (sum: number, logProb: number, isEnd: boolean) => number;
  /** What a search makes of where it has arrived. */
  readonly finish: (found: Found, end: number, alpha: number) => Found;
  readonly stops: (token: number, end: number) => boolean;
  readonly limit: (maxLength: number) => number;
  /** The extensions that stay, from all of them. */
  readonly prune: (all: readonly Live[], width: number, end: number) => readonly Live[];
  readonly score: (found: Found, alpha: number, end: number) => number;
  /** Which of those that stayed go on. */
  readonly goOn: (kept: readonly Live[], end: number) => readonly Live[];
  /** Whether the search ends before its limit. */
  readonly enough: (finished: readonly Live[], width: number) => boolean;
  /** Among which the best is chosen. */
  readonly candidates: (finished: readonly Live[], live: readonly Live[]) => readonly Live[];
};

export const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
export const byLogProb = (all: readonly Live[]): Live[] => [...all].sort((a, b) => b.logProb - a.logProb);

const pieces: Pieces = {
  softmax: (y) => {
    const exps = y.map((v) => Math.exp(v - Math.max(...y)));
    return exps.map((e) => e / sum(exps));
  },
  of: (p, target) => p[Math.max(target, 0)],
  tokenLoss: (p) => -Math.log(p),
  isReal: (target) => target >= 0,
  mean: ({ rows }) => mean(rows.flat()),
  count: ({ rows }) => rows.flat().length,
  gradient: (p, target) => p.map((value, v) => value - (v === target ? 1 : 0)),
  atPadding: (p) => p.map(() => 0),
  inputs: (sentence, start) => [start, ...sentence],
  targets: (sentence, _, end) => [...sentence, end],
  fill: (row, T, filler) => [...row, ...Array(T - row.length).fill(filler)],
  noInput: (pad) => pad,
  noTarget: () => -1,
  length: (longest) => longest + 1,
  layout: (rows) => rows[0].map((_, t) => rows.map((row) => row[t])),
  step: decoderStep,
  carry: (_, h) => h,
  first: (_, H) => new Float64Array(H),
  written: () => [],
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

const crossEntropyOf = (p: Pieces) => (logits: Tensor, targets: readonly (readonly number[])[]) => {
  const [T, B, V] = logits.shape;
  const probabilities = (t: number, b: number): number[] =>
    p.softmax([...logits.data.subarray((t * B + b) * V, (t * B + b + 1) * V)]);
  const lossAt = (t: number, b: number): number[] =>
    p.isReal(targets[t][b]) ? [p.tokenLoss(p.of(probabilities(t, b), targets[t][b]))] : [];
  const [steps, columns] = [targets.map((_, t) => t), targets[0].map((_, b) => b)];
  const batch: Batch = {
    rows: columns.map((b) => steps.flatMap((t) => lossAt(t, b))),
    steps: steps.map((t) => columns.flatMap((b) => lossAt(t, b))),
  };
  const dLogits = targets.flatMap((row, t) =>
    row.flatMap((target, b) => {
      const all = probabilities(t, b);
      const dy = p.isReal(target) ? p.gradient(all, target) : p.atPadding(all);
      return dy.map((value) => value / p.count(batch, t, b));
    }),
  );
  return { loss: p.mean(batch), dLogits: new Tensor(Float64Array.from(dLogits), [T, B, V]) };
};

const forcingOf = (p: Pieces) => (sequences: readonly number[][], start: number, end: number, pad: number) => {
  const T = p.length(Math.max(...sequences.map(({ length }) => length)));
  const filled = (row: readonly number[], filler: number): readonly number[] => p.fill(row.slice(0, T), T, filler);
  return {
    inputs: p.layout(sequences.map((sentence) => filled(p.inputs(sentence, start, end), p.noInput(pad)))),
    targets: p.layout(sequences.map((sentence) => filled(p.targets(sentence, start, end), p.noTarget(pad, end)))),
  };
}; // biome-ignore format: a row

const begin = (p: Pieces, model: Model, context: Vec, start: number): Live => {
  return { tokens: p.written(start), logProb: 0, h: p.first(context, model.rnn.bh.size), last: start };
};

/** All ways in which a sentence can go on. */
function extensions(p: Pieces, model: Model, context: Vec, live: Live, start: number, end: number): Live[] {
  const { logProbs, h } = p.step(model, context, live.h, live.last, start);
  return Array.from(logProbs, (logProb, token) => ({
    tokens: [...live.tokens, token],
    logProb: p.accumulate(live.logProb, logProb, token === end),
    h: p.carry(live.h, h),
    last: token,
  }));
}

const greedyOf = (p: Pieces) => (model: Model, context: Vec, start: number, end: number, maxLength: number): Found => {
  let live = begin(p, model, context, start);
  for (let t = 0; t < p.limit(maxLength) && !(t > 0 && p.stops(live.last, end)); t++) {
    const { logProbs } = p.step(model, context, live.h, live.last, start);
    live = extensions(p, model, context, live, start, end)[logProbs.indexOf(Math.max(...logProbs))];
  }
  return p.finish(live, end, 0);
}; // biome-ignore format: a signature

const beamOf = (p: Pieces) => (model: Model, context: Vec, start: number, end: number, maxLength: number, width: number, alpha: number): Found => {
  let live: readonly Live[] = [begin(p, model, context, start)];
  const finished: Live[] = [];
  for (let t = 0; t < p.limit(maxLength) && live.length > 0 && !p.enough(finished, width); t++) {
    const all = live.flatMap((one) => extensions(p, model, context, one, start, end));
    const kept = p.prune(all, width, end);
    finished.push(...kept.filter(({ last }) => last === end));
    live = p.goOn(kept, end);
  }
  const all = p.candidates(finished, live);
  const [best] = [...all].sort((a, b) => p.score(b, alpha, end) - p.score(a, alpha, end));
  return p.finish(best, end, alpha);
}; // biome-ignore format: a signature

const functionsOf = (p: Pieces): Answers => {
  return { maskedCrossEntropy: crossEntropyOf(p), teacherForcing: forcingOf(p), greedy: greedyOf(p), beam: beamOf(p) };
};
const RIGHT = functionsOf(pieces);
const LOSS = ["softmax", "of", "tokenLoss", "isReal", "mean", "count", "gradient", "atPadding"];
const FORCING = ["inputs", "targets", "fill", "noInput", "noTarget", "length", "layout"];

/** The four functions of exercise 16, with some pieces replaced; one that has none of these is the right one itself. */
export function solution(replaced: Partial<Pieces> = {}): Answers {
  const { greedy, beam, ...own } = functionsOf({ ...pieces, ...replaced });
  const names = Object.keys(replaced);
  if (names.some((name) => LOSS.includes(name))) return { ...RIGHT, maskedCrossEntropy: own.maskedCrossEntropy };
  if (names.some((name) => FORCING.includes(name))) return { ...RIGHT, teacherForcing: own.teacherForcing };
  return names.length > 0 ? { ...RIGHT, greedy, beam } : RIGHT;
}
