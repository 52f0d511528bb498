import type { LstmParams, Vec } from "unrolled";
import type { Step } from "../checks/13-problem.js";
import type { Answers } from "../checks/exercise.js";
import { outer, plus, sigmoid, times, transposedTimes } from "../checks/linear.js";

/*
 * The solution cut into the places where people go wrong. It is written without the library's cells, so that it is also
 * an independent formula for them; a mutant replaces one piece.
 */

type Numbers = Float64Array;
/** What arrives at one unit, and the unit's own numbers: dh at h, dc at c, delta at c by both ways. */
export type Unit = {
  readonly [part in "f" | "i" | "g" | "o" | "c" | "cPrev" | "dh" | "dc" | "delta"]: number;
};
type Gradients = { W: Numbers; b: Numbers };
type Back = { readonly grads: Gradients; readonly dx: Numbers; readonly dhPrev: Numbers; readonly dcPrev: Numbers };
type Passed = { readonly dh: Numbers; readonly dc: Numbers };

export type Pieces = {
  /** What the matrix meets. */
  readonly input: (x: Vec, hPrev: Vec) => Numbers;
  readonly sums: (params: LstmParams, input: Numbers) => Numbers;
  /** Which block of rows makes f, i, g and o. */
  readonly blocks: readonly number[];
  readonly gate: (a: number) => number;
  readonly candidate: (a: number) => number;
  readonly cell: (f: number, i: number, g: number, cPrev: number) => number;
  readonly hidden: (o: number, c: number) => number;
  readonly keep: (step: Step) => unknown;
  readonly delta: (unit: Omit<Unit, "delta">) => number;
  /** What arrives at the four sums. */
  readonly das: readonly ((unit: Unit) => number)[];
  readonly dcPrev: (unit: Unit) => number;
  readonly weights: (da: Numbers, step: Step) => Numbers;
  /** da → [dhPrev; dx]. */
  readonly inputs: (params: LstmParams, da: Numbers) => Numbers;
  readonly split: (dInput: Numbers, H: number) => { dhPrev: Numbers; dx: Numbers };
  /** What arrives at a step of a run: dh and dc. */
  readonly arrive: (next: Passed, dh: Numbers, isLast: boolean) => Passed;
  readonly order: (steps: number[]) => number[];
  readonly join: (sum: number, share: number) => number;
  readonly finish: (grads: Gradients, first: Passed, T: number) => unknown;
};

export type Mistake = readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>];

export const concat = (u: Vec, v: Vec): Numbers => Float64Array.of(...u, ...v);

/** What arrives at the sums of f, i, g and o. */
export const das: Pieces["das"] = [
  ({ delta, cPrev, f }) => delta * cPrev * f * (1 - f),
  ({ delta, g, i }) => delta * g * i * (1 - i),
  ({ delta, i, g }) => delta * i * (1 - g ** 2),
  ({ dh, c, o }) => dh * Math.tanh(c) * o * (1 - o),
];

const pieces: Pieces = {
  input: (x, hPrev) => concat(hPrev, x),
  sums: ({ W, b }, input) => plus(times(W, input), b.data),
  blocks: [0, 1, 2, 3],
  gate: sigmoid,
  candidate: Math.tanh,
  cell: (f, i, g, cPrev) => f * cPrev + i * g,
  hidden: (o, c) => o * Math.tanh(c),
  keep: (step) => step,
  delta: ({ dc, dh, o, c }) => dc + dh * o * (1 - Math.tanh(c) ** 2),
  das,
  dcPrev: ({ delta, f }) => delta * f,
  weights: (da, { hPrev, x }) => outer(da, concat(hPrev, x)),
  inputs: ({ W }, da) => transposedTimes(W, da),
  split: (dInput, H) => ({ dhPrev: dInput.slice(0, H), dx: dInput.slice(H) }),
  arrive: (next, dh) => ({ dh: plus(next.dh, dh), dc: next.dc }),
  order: (steps) => steps.reverse(),
  join: (sum, share) => sum + share,
  finish: (grads, { dh, dc }) => ({ grads, dh0: dh, dc0: dc }),
};

/** The three functions of exercise 13, with some pieces replaced. */
export function solution(replaced: Partial<Pieces> = {}): Answers {
  const p = { ...pieces, ...replaced };
  const lstmForward = (params: LstmParams, x: Numbers, hPrev: Numbers, cPrev: Numbers): unknown => {
    const H = hPrev.length;
    const sums = p.sums(params, p.input(x, hPrev));
    const [f, i, g, o] = p.blocks.map((block, k) =>
      sums.slice(block * H, (block + 1) * H).map(k === 2 ? p.candidate : p.gate),
    );
    const c = cPrev.map((old, j) => p.cell(f[j], i[j], g[j], old));
    const h = c.map((cj, j) => p.hidden(o[j], cj));
    return { h, c, cache: p.keep({ x, hPrev, cPrev, f, i, g, o, c, h }) };
  };
  const lstmBackward = (params: LstmParams, dh: Numbers, dc: Numbers, step: Step): Back =>
    back(p, params, dh, dc, step);
  return { lstmForward, lstmBackward, lstmBptt: bptt(p) };
}

function back(p: Pieces, params: LstmParams, dh: Numbers, dc: Numbers, step: Step): Back {
  const units: Unit[] = Array.from(dh, (_, j) => {
    const [f, i, g, o, c, cPrev] = [step.f, step.i, step.g, step.o, step.c, step.cPrev].map((part) => part[j]);
    const unit = { f, i, g, o, c, cPrev, dh: dh[j], dc: dc[j] };
    return { ...unit, delta: p.delta(unit) };
  });
  const da = Float64Array.from(p.das.flatMap((rows) => units.map(rows)));
  const { dhPrev, dx } = p.split(p.inputs(params, da), dh.length);
  return { grads: { W: p.weights(da, step), b: da }, dx, dhPrev, dcPrev: Float64Array.from(units, p.dcPrev) };
}

const bptt =
  (p: Pieces) =>
  (params: LstmParams, steps: readonly Step[], dhs: readonly Numbers[]): unknown => {
    const grads: Gradients = { W: new Float64Array(params.W.size), b: new Float64Array(params.b.size) };
    let next: Passed = { dh: dhs[0].map(() => 0), dc: dhs[0].map(() => 0) };
    for (const t of p.order([...steps.keys()])) {
      const { dh, dc } = p.arrive(next, dhs[t], t === steps.length - 1);
      const { grads: share, dhPrev, dcPrev } = back(p, params, dh, dc, steps[t]);
      for (const name of ["W", "b"] as const) grads[name] = grads[name].map((sum, k) => p.join(sum, share[name][k]));
      next = { dh: dhPrev, dc: dcPrev };
    }
    return p.finish(grads, next, steps.length);
  };
