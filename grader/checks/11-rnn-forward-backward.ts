import {
  normalInit,
  type Rng,
  type RnnCache,
  type RnnParams,
  rnnBackward,
  rnnForward,
  Tensor,
  zeroGrads,
} from "unrolled";
import { expectClose } from "./compare.js";
import { type Asking, call } from "./conversation.js";
import type { Check } from "./exercise.js";
import { Failure } from "./failure.js";
import { formatInputs } from "./format.js";
import { field, numbers } from "./structure.js";

/** Sizes of a random problem, all distinct so that no axis can be mistaken for another. */
type Sizes = { readonly T: number; readonly D: number; readonly H: number };

/** A sequence with its states from h₀ ≠ 0, and the gradients dhs that arrive at them from the outputs. */
type Problem = {
  readonly params: RnnParams;
  readonly caches: readonly RnnCache[];
  readonly dhs: readonly Float64Array[];
};

const ONE_STEP: readonly Sizes[] = [{ T: 1, D: 2, H: 3 }, { T: 1, D: 4, H: 3 }, { T: 1, D: 3, H: 5 }]; // biome-ignore format: a list
const SEVERAL_STEPS: readonly Sizes[] = [{ T: 3, D: 4, H: 2 }, { T: 4, D: 2, H: 3 }, { T: 6, D: 3, H: 5 }]; // biome-ignore format: a list

const vector = (rng: Rng, size: number, std: number): Float64Array =>
  Float64Array.from({ length: size }, () => rng.normal(0, std));

/** All terms at once: a check of one term at a time would pass tanh(Wx) + tanh(Uh) + tanh(b). */
function problem(rng: Rng, { T, D, H }: Sizes, gradientScale = 1): Problem {
  const params = {
    Wxh: normalInit(rng, [H, D], 0.7),
    Whh: normalInit(rng, [H, H], 0.7),
    bh: normalInit(rng, [H], 0.7),
  };
  const caches: RnnCache[] = [];
  let hPrev = vector(rng, H, 0.5);
  for (let t = 0; t < T; t++) {
    caches.push(rnnForward(params, vector(rng, D, 1), hPrev).cache);
    hPrev = caches[t].h as Float64Array;
  }
  return { params, caches, dhs: caches.map(() => vector(rng, H, gradientScale)) };
}

/** What the library, itself checked against finite differences, makes of the problem. */
function reference({ params, caches, dhs }: Problem): { grads: RnnParams; dh0: Float64Array } {
  const grads = zeroGrads(params);
  let dhNext: Float64Array = new Float64Array(params.bh.size);
  for (let t = caches.length - 1; t >= 0; t--) {
    const dh = dhNext.map((value, j) => value + dhs[t][j]);
    dhNext = rnnBackward(params, grads, dh, caches[t]).dhPrev as Float64Array;
  }
  return { grads, dh0: dhNext };
}

const forward: Check = {
  id: "forward",
  title: "rnnForward computes hₜ",
  points: 2,
  lookAt:
    "Write a = W_xh x + W_hh hPrev + b_h as one vector first. Row i of a matrix meets entry j of a vector: `data[i * columns + j]`.",
  *run(rng) {
    for (const sizes of ONE_STEP) {
      const { params, caches } = problem(rng, sizes);
      const { x, hPrev, h } = caches[0];
      const returned = yield* call("rnnForward", params, x, hPrev);
      const got = numbers("rnnForward", "h", "[H]", [sizes.H], field("rnnForward", returned, "h"));
      expectClose("h", [sizes.H], got, h as Float64Array, () => inputsOf(params, { x, hPrev }));
    }
    return undefined;
  },
};

const sequence: Check = {
  id: "sequence",
  title: "rnnForward carries the state along a sequence",
  points: 1,
  lookAt: "Feed each h back in as the next hPrev: does a second call depend on anything but its arguments?",
  *run(rng) {
    for (const sizes of SEVERAL_STEPS) {
      const { params, caches } = problem(rng, sizes);
      let hPrev: unknown = caches[0].hPrev;
      for (const { x } of caches) hPrev = field("rnnForward", yield* call("rnnForward", params, x, hPrev), "h");
      const got = numbers("rnnForward", "h_T", "[H]", [sizes.H], hPrev);
      const expected = caches[sizes.T - 1].h as Float64Array;
      expectClose("h_T", [sizes.H], got, expected, () => `T = ${sizes.T} steps with random x, from a random h0`);
    }
    return undefined;
  },
};

const cache: Check = {
  id: "cache",
  title: "the cache keeps x, hPrev and h",
  points: 1,
  lookAt: "The backward pass reads three things of each step: what came in (x and hPrev) and what came out (h).",
  *run(rng) {
    for (const sizes of ONE_STEP) {
      const { params, caches } = problem(rng, sizes);
      const { x, hPrev } = caches[0];
      const returned = yield* call("rnnForward", params, x, hPrev);
      const kept = field("rnnForward", returned, "cache");
      const h = numbers("rnnForward", "h", "[H]", [sizes.H], field("rnnForward", returned, "h"));
      const wanted = { x, hPrev, h } as { [name: string]: Float64Array };
      for (const [name, expected] of Object.entries(wanted)) {
        const symbols = name === "x" ? "[D]" : "[H]";
        const got = numbers(
          "rnnForward",
          `cache.${name}`,
          symbols,
          [expected.length],
          field("rnnForward: cache", kept, name),
        );
        expectClose(`cache.${name}`, [expected.length], got, expected, () => inputsOf(params, { x, hPrev }));
      }
    }
    return undefined;
  },
};

type Part = { readonly name: string; readonly symbols: string };
const GRADIENTS: readonly Part[] = [
  { name: "Wxh", symbols: "[H, D]" },
  { name: "Whh", symbols: "[H, H]" },
  { name: "bh", symbols: "[H]" },
];
const DH0: Part = { name: "dh0", symbols: "[H]" };

/** Asks for the gradients of a problem and compares the named parts with the reference. */
function* compareGradients(problem: Problem, parts: readonly Part[]): Asking<void> {
  const { params, caches, dhs } = problem;
  const returned = yield* call("bptt", params, caches, dhs);
  const expected = reference(problem);
  for (const { name, symbols } of parts) {
    const isState = name === DH0.name;
    const label = isState ? name : `grads.${name}`;
    const value = isState
      ? field("bptt", returned, name)
      : field("bptt: grads", field("bptt", returned, "grads"), name);
    const wanted = isState ? new Tensor(expected.dh0, [expected.dh0.length]) : expected.grads[name as keyof RnnParams];
    const got = numbers("bptt", label, symbols, wanted.shape, value);
    expectClose(label, wanted.shape, got, wanted.data as Float64Array, () => problemOf(problem));
  }
}

function gradientCheck(part: Part, points: number, lookAt: string): Check {
  return {
    id: `several-steps-${part.name}`,
    title: `bptt over several steps: ${part === DH0 ? "dh0" : `grads.${part.name}`}`,
    points,
    lookAt,
    *run(rng) {
      for (const sizes of SEVERAL_STEPS) yield* compareGradients(problem(rng, sizes), [part]);
      return undefined;
    },
  };
}

const oneStep: Check = {
  id: "one-step",
  title: "bptt over one step (T = 1): all gradients",
  points: 1,
  lookAt:
    "With one step there is no sum over time: da = tanh′(a) ⊙ dh, and each gradient is da times what the weight met.",
  *run(rng) {
    for (const sizes of ONE_STEP) yield* compareGradients(problem(rng, sizes), [...GRADIENTS, DH0]);
    return undefined;
  },
};

/** Only parts that are right at ordinary size count here: a mistake is not paid for twice. */
const large: Check = {
  id: "large-gradients",
  title: "bptt leaves large gradients as they are",
  points: 1,
  lookAt: "The gradients that arrive here are a thousand times larger than before. The result is that much larger too.",
  *run(rng) {
    for (const [label, sizes] of SEVERAL_STEPS.entries()) {
      const [ordinary, enlarged] = [1, 1000].map((scale) => problem(rng.split(label), sizes, scale));
      const right: Part[] = [];
      for (const part of [...GRADIENTS, DH0]) if (yield* passes(compareGradients(ordinary, [part]))) right.push(part);
      if (right.length === 0) yield* compareGradients(ordinary, GRADIENTS); // fails, and says why
      yield* compareGradients(enlarged, right);
    }
    return undefined;
  },
};

function* passes(asking: Asking<void>): Asking<boolean> {
  try {
    yield* asking;
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const inputsOf = (params: RnnParams, vectors: { readonly [name: string]: unknown }): string =>
  formatInputs({ ...params, ...vectors } as { [name: string]: Tensor | Float64Array });

function problemOf({ params, caches, dhs }: Problem): string {
  const steps = caches.map(({ x }, t) => [`caches[${t}].x`, x] as const);
  const gradients = dhs.map((dh, t) => [`dhs[${t}]`, dh] as const);
  return inputsOf(params, { h0: caches[0].hPrev, ...Object.fromEntries([...steps, ...gradients]) });
}

export const checks: readonly Check[] = [
  forward,
  sequence,
  cache,
  oneStep,
  gradientCheck(GRADIENTS[0], 1, "W_xh met x at every step: each step adds its share, da times that step's own x."),
  gradientCheck(
    GRADIENTS[1],
    1,
    "W_hh met hPrev at every step: each step adds its share, da times that step's own hPrev.",
  ),
  gradientCheck(GRADIENTS[2], 1, "b_h was added at every step, so each step's da belongs to its gradient."),
  gradientCheck(DH0, 1, "What step t sends back is what arrives at hₜ₋₁. What is left when the first step is done?"),
  large,
];
