import type { Rng } from "unrolled";
import {
  type Back, backOf, inputsOf, learnersBack, libraryBack, ONE_STEP, PARTS, type Problem, problem, readBack,
  SEVERAL_STEPS, type Step, type Whole,walkBack, 
} from "./13-problem.js"; // biome-ignore format: a list
import { expectEither, ifReadable, type Outcome, orNothing, remarkOf } from "./carried.js";
import { expectClose } from "./compare.js";
import { type Asking, call } from "./conversation.js";
import type { Check } from "./exercise.js";
import { outer, transposedTimes } from "./linear.js";
import { field, numbers } from "./structure.js";
import { expectUnchanged } from "./unchanged.js";

type Numbers = Float64Array;

/** What the learner's `lstmForward` returns for the only step of a problem, read part by part. */
function* forward({
  params,
  steps: [{ x, hPrev, cPrev }],
}: Problem): Asking<(part: string, inCache: boolean) => Numbers> {
  const returned = yield* call("lstmForward", params, x, hPrev, cPrev);
  return (part, inCache) => {
    const owner = inCache ? field("lstmForward", returned, "cache") : returned;
    const value = field(inCache ? "lstmForward: cache" : "lstmForward", owner, part);
    const [symbols, size] = part === "x" ? ["[D]", x.length] : ["[H]", hPrev.length];
    return numbers("lstmForward", inCache ? `cache.${part}` : part, symbols, [size], value);
  };
}

const forwardInputs = (asked: Problem): string => {
  const [{ x, hPrev, cPrev }] = asked.steps;
  return inputsOf(asked, { x, hPrev, cPrev });
};

const gates: Check = {
  id: "gates",
  title: "lstmForward computes f, i, g and o",
  points: 1,
  lookAt: "Row r of W meets [hPrev; x], and b[r] is added. Rows 0 … H − 1 make f, the next H make i, then g, then o.",
  *run(rng) {
    for (const sizes of ONE_STEP) {
      const asked = problem(rng, sizes);
      const read = yield* forward(asked);
      for (const name of ["f", "i", "g", "o"] as const) {
        expectClose(`cache.${name}`, [sizes.H], read(name, true), asked.steps[0][name], () => forwardInputs(asked));
      }
    }
    return undefined;
  },
};

const states: Check = {
  id: "states",
  title: "lstmForward computes c and h",
  points: 1,
  lookAt: "c is a sum of two products, entry by entry: kept and written. h shows a part of tanh(c).",
  *run(rng) {
    const outcomes: Outcome[] = [];
    for (const sizes of ONE_STEP) {
      const asked = problem(rng, sizes);
      const [{ cPrev, ...step }] = asked.steps;
      const read = yield* forward(asked);
      const [f, i, g, o] = ["f", "i", "g", "o"].map((name) => read(name, true));
      const c = read("c", false);
      const ownC = f.map((fj, j) => fj * cPrev[j] + i[j] * g[j]);
      const ownH = o.map((oj, j) => oj * Math.tanh(c[j]));
      outcomes.push(expectEither("c", c, step.c, ownC, () => forwardInputs(asked)));
      outcomes.push(expectEither("h", read("h", false), step.h, ownH, () => forwardInputs(asked)));
    }
    return remarkOf(outcomes, "gates");
  },
};

const cache: Check = {
  id: "cache",
  title: "the cache keeps the step as it was",
  points: 1,
  lookAt: "What came in (x, hPrev, cPrev), and what went out (c, h), each under its own name.",
  *run(rng) {
    for (const sizes of ONE_STEP) {
      const asked = problem(rng, sizes);
      const read = yield* forward(asked);
      const { x, hPrev, cPrev } = asked.steps[0];
      const wanted = { x, hPrev, cPrev, c: read("c", false), h: read("h", false) };
      for (const [name, expected] of Object.entries(wanted)) {
        expectClose(`cache.${name}`, [expected.length], read(name, true), expected, () => forwardInputs(asked));
      }
      yield* expectUnchanged("lstmForward", { params: asked.params, x, hPrev, cPrev });
    }
    return undefined;
  },
};

type Read = (part: keyof Back) => Numbers;
type Own = (part: keyof Back) => Numbers | undefined;
/** Compares some parts of one step's gradients: with the right ones, or with what follows from the learner's own. */
type Compare = (read: Read, right: Back, own: Own, asked: Problem) => Outcome[];

function backwardCheck(id: string, title: string, from: string, lookAt: string, compare: Compare): Check {
  return {
    id,
    title: `lstmBackward: ${title}`,
    points: 1,
    lookAt,
    *run(rng) {
      const outcomes: Outcome[] = [];
      for (const sizes of ONE_STEP) {
        const asked = problem(rng, sizes);
        const { params, steps, dhs, dc } = asked;
        const read = readBack(asked, yield* call("lstmBackward", params, dhs[0], dc, steps[0]));
        const own: Own = (part) => ifReadable(() => read(part));
        outcomes.push(...compare(read, backOf(asked, 0, dhs[0], dc), own, asked));
      }
      return remarkOf(outcomes, from);
    },
  };
}

const backwardInputs =
  (asked: Problem): (() => string) =>
  () =>
    inputsOf(asked, { dh: asked.dhs[0], dc: asked.dc, ...named(asked.steps[0]) });

const named = (step: Step): { [name: string]: Numbers } =>
  Object.fromEntries(PARTS.map((part) => [`cache.${part}`, step[part]]));

/** Rows of the gates f, i and g from the learner's own δc, which dcPrev tells: dcPrev = δc ⊙ f. */
function rowsFromCell(dcPrev: Numbers, { f, i, g, cPrev }: Step): Numbers {
  const delta = dcPrev.map((d, j) => d / f[j]);
  const rows = [
    delta.map((d, j) => d * cPrev[j] * f[j] * (1 - f[j])),
    delta.map((d, j) => d * g[j] * i[j] * (1 - i[j])),
    delta.map((d, j) => d * i[j] * (1 - g[j] ** 2)),
  ];
  return Float64Array.from(rows.flatMap((row) => [...row]));
}

const backward: readonly Check[] = [
  backwardCheck(
    "dcPrev",
    "dcPrev",
    "δc",
    "Two gradients meet at c: the one that arrives there, and the one that comes from h. What is c by cPrev?",
    (read, right, _, asked) => [expectEither("dcPrev", read("dcPrev"), right.dcPrev, undefined, backwardInputs(asked))],
  ),
  backwardCheck(
    "cell-gates",
    "grads.b, the rows of f, i and g",
    "dcPrev",
    "c = f ⊙ cPrev + i ⊙ g. Each of the three was multiplied by something; then comes the slope of its σ or tanh.",
    (read, right, own, asked) => {
      const rows = (b: Numbers): Numbers => b.slice(0, (3 * b.length) / 4);
      const dcPrev = own("dcPrev");
      const follow = dcPrev && rowsFromCell(dcPrev, asked.steps[0]);
      return [expectEither("grads.b", rows(read("b")), rows(right.b), follow, backwardInputs(asked))];
    },
  ),
  backwardCheck(
    "output-gate",
    "grads.b, the rows of o",
    "dh",
    "o takes part in h alone. What was it multiplied by there?",
    (read, right, _, asked) => {
      const rows = (b: Numbers): Numbers => b.slice((3 * b.length) / 4);
      return [expectEither("db_o", rows(read("b")), rows(right.b), undefined, backwardInputs(asked))];
    },
  ),
  backwardCheck(
    "W",
    "grads.W",
    "grads.b",
    "Row r of W met [hPrev; x], and what arrives at row r is the same that arrives at b[r].",
    (read, right, own, asked) => {
      const [{ hPrev, x }] = asked.steps;
      const b = own("b");
      const follow = b && outer(b, Float64Array.of(...hPrev, ...x));
      return [expectEither("grads.W", read("W"), right.W, follow, backwardInputs(asked), asked.params.W.shape)];
    },
  ),
  backwardCheck(
    "inputs",
    "dhPrev and dx",
    "grads.b",
    "Forward, row r of W collects from [hPrev; x]. Backward, entry k of that vector collects from column k.",
    (read, right, own, asked) => {
      const b = own("b");
      const follow = b && transposedTimes(asked.params.W, b); // [dhPrev; dx]
      const H = right.dhPrev.length;
      return [
        expectEither("dhPrev", read("dhPrev"), right.dhPrev, follow?.slice(0, H), backwardInputs(asked)),
        expectEither("dx", read("dx"), right.dx, follow?.slice(H), backwardInputs(asked)),
      ];
    },
  ),
];

function* compareWhole(rng: Rng, parts: readonly (keyof Whole)[]): Asking<string | undefined> {
  const outcomes: Outcome[] = [];
  for (const sizes of SEVERAL_STEPS) {
    const asked = problem(rng, sizes);
    const { params, steps, dhs } = asked;
    const right = yield* walkBack(asked, (t, dh, dc) => libraryBack(asked, t, dh, dc));
    const own = yield* orNothing(walkBack(asked, (t, dh, dc) => learnersBack(asked, t, dh, dc)));
    const returned = yield* call("lstmBptt", params, steps, dhs);
    for (const part of parts) {
      const isGrad = part === "W" || part === "b";
      const owner = isGrad ? field("lstmBptt", returned, "grads") : returned;
      const [label, symbols, shape] = isGrad ? ([`grads.${part}`, part === "W" ? "[4H, H+D]" : "[4H]", params[part].shape] as const) : ([part, "[H]", [sizes.H]] as const); // biome-ignore format: a row
      const value = field(isGrad ? "lstmBptt: grads" : "lstmBptt", owner, part);
      const got = numbers("lstmBptt", label, symbols, shape, value);
      const input = (): string =>
        `T = ${sizes.T} steps with random x, from random h0 and c0, and a random dhs[t] for each`;
      outcomes.push(expectEither(label, got, right[part], own?.[part], input, shape));
    }
  }
  return remarkOf(outcomes, "lstmBackward");
}

function wholeCheck(id: string, title: string, parts: readonly (keyof Whole)[], lookAt: string): Check {
  return { id, title: `lstmBptt: ${title}`, points: 1, lookAt, run: (rng) => compareWhole(rng, parts) };
}

export const checks: readonly Check[] = [
  gates,
  states,
  cache,
  ...backward,
  wholeCheck(
    "states-back",
    "dh0 and dc0",
    ["dh0", "dc0"],
    "Two vectors travel back from step to step. What arrives at h and at c of each step?",
  ),
  wholeCheck(
    "sums",
    "grads, summed over the steps",
    ["W", "b"],
    "The same weights serve at every step: shares add up.",
  ),
];
