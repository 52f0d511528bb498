import type { GruParams, Tensor, Vec } from "unrolled";
import type { Step } from "../checks/14-problem.js";
import type { Answers } from "../checks/exercise.js";
import { map, outer, plus, sigmoid, times, transposedTimes } from "../checks/linear.js";
import { blockOf, type Converter, toTorch } from "./14-torch-pieces.js";

/*
 * The solution cut into the places where people go wrong. It is written without the library's cells, so that it is also
 * an independent formula for them; a mutant replaces one piece.
 */

type Numbers = Float64Array;
/** What arrives at the sums of r, z and h̃. */
type Arrived = { readonly r: Numbers; readonly z: Numbers; readonly h: Numbers };
/** One unit's numbers: dh at h, v at r ⊙ hPrev. */
export type Unit = { readonly [part in "dh" | "v" | "hPrev" | "r" | "z" | "hTilde"]: number };
/** What each way sends back to [hPrev; x]; `reset` is what arrives at [r ⊙ hPrev; x]. */
type Ways = { readonly r: Numbers; readonly z: Numbers; readonly reset: Numbers };

export type Pieces = {
  readonly sums: (params: GruParams, block: number, state: Numbers, x: Vec) => Numbers;
  /** Which block of rows makes r, and which makes z. */
  readonly blocks: readonly [r: number, z: number];
  readonly gate: (a: number) => number;
  readonly candidate: (params: GruParams, r: Numbers, hPrev: Numbers, x: Vec, z: Numbers) => Numbers;
  readonly mix: (z: number, hPrev: number, hTilde: number) => number;
  readonly keep: (step: Step, h: Numbers) => unknown;
  readonly daH: (unit: Omit<Unit, "v">) => number;
  readonly daZ: (unit: Omit<Unit, "v">) => number;
  /** What arrives at [r ⊙ hPrev; x] through the candidate's rows, and at [hPrev; x] through a gate's. */
  readonly atReset: (Wh: Tensor, daH: Numbers) => Numbers;
  readonly throughGate: (W: Tensor, da: Numbers) => Numbers;
  readonly daR: (unit: Unit) => number;
  readonly weights: (da: Arrived, step: Step) => Numbers;
  readonly bias: (da: Arrived) => Numbers;
  readonly dhPrev: (ways: Ways, unit: Unit, j: number) => number;
  readonly dx: (ways: Ways, H: number, W: Tensor, da: Arrived) => Numbers;
  readonly toTorch: Converter;
};

export type Mistake = readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>];

export const concat = (...parts: readonly Vec[]): Numbers => Float64Array.from(parts.flatMap((part) => [...part]));

/** A block of W on [state; x], and its bias. */
export const sums: Pieces["sums"] = ({ W, b }, block, state, x) => {
  const H = b.size / 3;
  return plus(times(blockOf(W, block), concat(state, x)), b.data.subarray(block * H, (block + 1) * H));
};

/** The candidate from what it sees of the old state. */
export const candidateOf =
  (
    seen: (r: Numbers, hPrev: Numbers, z: Numbers) => Numbers,
    squash: (a: number) => number = Math.tanh,
    sum: Pieces["sums"] = sums,
  ): Pieces["candidate"] =>
  (params, r, hPrev, x, z) =>
    map(sum(params, 2, seen(r, hPrev, z), x), squash);

/** The same sums for the gates and the candidate. */
export const allSums = (sum: Pieces["sums"]): Partial<Pieces> => ({
  sums: sum,
  candidate: candidateOf(product, Math.tanh, sum),
});

export function product(u: Numbers, v: Numbers): Numbers {
  return map(u, (uj, j) => uj * v[j]);
}

const pieces: Pieces = {
  sums,
  blocks: [0, 1],
  gate: sigmoid,
  candidate: candidateOf(product),
  mix: (z, hPrev, hTilde) => (1 - z) * hPrev + z * hTilde,
  keep: (step) => step,
  daH: ({ dh, z, hTilde }) => dh * z * (1 - hTilde ** 2),
  daZ: ({ dh, hTilde, hPrev, z }) => dh * (hTilde - hPrev) * z * (1 - z),
  atReset: transposedTimes,
  throughGate: transposedTimes,
  daR: ({ v, hPrev, r }) => v * hPrev * r * (1 - r),
  weights: (da, { x, hPrev, r }) => {
    const [met, reset] = [concat(hPrev, x), concat(product(r, hPrev), x)];
    return concat(outer(da.r, met), outer(da.z, met), outer(da.h, reset));
  },
  bias: (da) => concat(da.r, da.z, da.h),
  dhPrev: (ways, { dh, z, r }, j) => dh * (1 - z) + ways.reset[j] * r + ways.r[j] + ways.z[j],
  dx: ({ r, z, reset }, H) => plus(r, z, reset).slice(H),
  toTorch,
};

/** The three functions of exercise 14, with some pieces replaced. */
export function solution(replaced: Partial<Pieces> = {}): Answers {
  const p = { ...pieces, ...replaced };
  const gruForward = (params: GruParams, x: Numbers, hPrev: Numbers): unknown => {
    const [r, z] = p.blocks.map((block) => map(p.sums(params, block, hPrev, x), p.gate));
    const hTilde = p.candidate(params, r, hPrev, x, z);
    const h = map(hPrev, (old, j) => p.mix(z[j], old, hTilde[j]));
    return { h, cache: p.keep({ x, hPrev, r, z, hTilde }, h) };
  };
  const gruBackward = (params: GruParams, dh: Numbers, step: Step): unknown => back(p, params, dh, step);
  return { gruForward, gruBackward, toTorch: p.toTorch };
}

function back(p: Pieces, { W }: GruParams, dh: Numbers, step: Step): unknown {
  const H = dh.length;
  const units = Array.from(dh, (_, j) => {
    const [hPrev, r, z, hTilde] = [step.hPrev, step.r, step.z, step.hTilde].map((part) => part[j]);
    return { dh: dh[j], hPrev, r, z, hTilde };
  });
  const daH = Float64Array.from(units, p.daH);
  const reset = p.atReset(blockOf(W, 2), daH);
  const whole: Unit[] = units.map((unit, j) => ({ ...unit, v: reset[j] }));
  const da = { r: Float64Array.from(whole, p.daR), z: Float64Array.from(units, p.daZ), h: daH };
  const [r, z] = [da.r, da.z].map((block, k) => p.throughGate(blockOf(W, k), block));
  const ways = { r, z, reset };
  const grads = { W: p.weights(da, step), b: p.bias(da) };
  return { grads, dx: p.dx(ways, H, W, da), dhPrev: Float64Array.from(whole, (unit, j) => p.dhPrev(ways, unit, j)) };
}
