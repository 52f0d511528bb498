import { type LstmCache, type LstmParams, lstmBackward, lstmForward, normalInit, type Rng, zeroGrads } from "unrolled";
import { type Asking, call } from "./conversation.js";
import { formatInputs } from "./format.js";
import { field, numbers } from "./structure.js";

type Numbers = Float64Array;

/** Sizes of a random problem, all distinct so that no axis can be mistaken for another. */
export type Sizes = { readonly T: number; readonly D: number; readonly H: number };

export const ONE_STEP: readonly Sizes[] = [{ T: 1, D: 2, H: 3 }, { T: 1, D: 4, H: 3 }, { T: 1, D: 3, H: 5 }]; // biome-ignore format: a list
export const SEVERAL_STEPS: readonly Sizes[] = [{ T: 3, D: 4, H: 2 }, { T: 4, D: 2, H: 3 }, { T: 5, D: 3, H: 4 }]; // biome-ignore format: a list

/** One step as the exercise's cache keeps it. */
export const PARTS = ["x", "hPrev", "cPrev", "f", "i", "g", "o", "c", "h"] as const;
export type Step = { readonly [part in (typeof PARTS)[number]]: Numbers };

/** A run from h₀, c₀ ≠ 0; dhs arrive at the states from the outputs, dc at the last cell state. */
export type Problem = {
  readonly params: LstmParams;
  readonly steps: readonly Step[];
  readonly caches: readonly LstmCache[];
  readonly dhs: readonly Numbers[];
  readonly dc: Numbers;
};

const vector = (rng: Rng, size: number, std: number): Numbers =>
  Float64Array.from({ length: size }, () => rng.normal(0, std));

export function problem(rng: Rng, { T, D, H }: Sizes): Problem {
  const params = { W: normalInit(rng, [4 * H, H + D], 0.7), b: normalInit(rng, [4 * H], 0.7) };
  const steps: Step[] = [];
  const caches: LstmCache[] = [];
  let [hPrev, cPrev] = [vector(rng, H, 0.5), vector(rng, H, 1)];
  for (let t = 0; t < T; t++) {
    const x = vector(rng, D, 1);
    const { h, c, cache } = lstmForward(params, x, hPrev, cPrev) as { h: Numbers; c: Numbers; cache: LstmCache };
    const [f, i, g, o] = [0, 1, 2, 3].map((k) => Float64Array.from(cache.gates.subarray(k * H, (k + 1) * H)));
    caches.push(cache);
    steps.push({ x, hPrev, cPrev, f, i, g, o, c, h });
    [hPrev, cPrev] = [h, c];
  }
  return { params, steps, caches, dhs: steps.map(() => vector(rng, H, 4)), dc: vector(rng, H, 1) };
}

/** The gradients of one step. */
export type Back = { readonly [part in "W" | "b" | "dx" | "dhPrev" | "dcPrev"]: Numbers };

/** What the library, itself checked against finite differences, sends back through step t. */
export function backOf({ params, caches }: Problem, t: number, dh: Numbers, dc: Numbers): Back {
  const grads = zeroGrads(params);
  const { dx, dhPrev, dcPrev } = lstmBackward(params, grads, dh, dc, caches[t]);
  const [W, b] = [grads.W.data, grads.b.data];
  return { W, b, dx, dhPrev, dcPrev } as Back;
}

/** The parts of what the learner's `lstmBackward` returned, each read when it is wanted. */
export function readBack({ params, steps }: Problem, returned: unknown): (part: keyof Back) => Numbers {
  const [H, D] = [steps[0].h.length, steps[0].x.length];
  const shapes = { W: params.W.shape, b: params.b.shape, dx: [D], dhPrev: [H], dcPrev: [H] };
  const symbols = { W: "[4H, H+D]", b: "[4H]", dx: "[D]", dhPrev: "[H]", dcPrev: "[H]" };
  return (part) => {
    const isGrad = part === "W" || part === "b";
    const owner = isGrad ? field("lstmBackward", returned, "grads") : returned;
    const value = field(isGrad ? "lstmBackward: grads" : "lstmBackward", owner, part);
    return numbers("lstmBackward", isGrad ? `grads.${part}` : part, symbols[part], shapes[part], value);
  };
}

/** The gradients of a whole run. */
export type Whole = { readonly [part in "W" | "b" | "dh0" | "dc0"]: Numbers };

type StepBack = (t: number, dh: Numbers, dc: Numbers) => Asking<Back>;

/** Walks back through all steps: the weights' gradients add up, those of both states are handed on. */
export function* walkBack({ params, dhs }: Problem, stepBack: StepBack): Asking<Whole> {
  const [W, b] = [new Float64Array(params.W.size), new Float64Array(params.b.size)];
  let [dhNext, dcNext] = dhs.slice(0, 2).map(({ length }) => new Float64Array(length));
  for (let t = dhs.length - 1; t >= 0; t--) {
    const back = yield* stepBack(t, dhNext.map((d, j) => d + dhs[t][j]), dcNext); // biome-ignore format: a call
    for (const [sum, share] of [[W, back.W], [b, back.b]] as const) share.forEach((value, k) => { sum[k] += value; }); // biome-ignore format: a line
    [dhNext, dcNext] = [back.dhPrev, back.dcPrev] as [typeof dhNext, typeof dcNext];
  }
  return { W, b, dh0: dhNext, dc0: dcNext };
}

// biome-ignore lint/correctness/useYield: it answers at once where the learner's own is asked
export function* libraryBack(problem: Problem, t: number, dh: Numbers, dc: Numbers): Asking<Back> {
  return backOf(problem, t, dh, dc);
}

/** One step back by the learner's own function. */
export function* learnersBack(problem: Problem, t: number, dh: Numbers, dc: Numbers): Asking<Back> {
  const read = readBack(problem, yield* call("lstmBackward", problem.params, dh, dc, problem.steps[t]));
  const [W, b, dx, dhPrev, dcPrev] = (["W", "b", "dx", "dhPrev", "dcPrev"] as const).map(read);
  return { W, b, dx, dhPrev, dcPrev };
}

export const inputsOf = ({ params }: Problem, vectors: { readonly [name: string]: Numbers }): string =>
  formatInputs({ ...params, ...vectors });
