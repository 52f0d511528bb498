import {
  type Back, backOf, backThrough, blocksOf, inputsOf, learnersBack, type Problem, problem, SIZES, type Step,
} from "./14-problem.js"; // biome-ignore format: a list
import { converter } from "./14-torch.js";
import { expectEither, ifReadable, type Outcome, remarkOf } from "./carried.js";
import { expectClose } from "./compare.js";
import { type Asking, call } from "./conversation.js";
import type { Check } from "./exercise.js";
import { field, numbers } from "./structure.js";
import { expectUnchanged } from "./unchanged.js";

type Numbers = Float64Array;

/** What the learner's `gruForward` returns, read part by part. */
function* forward({ params, step: { x, hPrev } }: Problem): Asking<(part: keyof Step | "h") => Numbers> {
  const returned = yield* call("gruForward", params, x, hPrev);
  return (part) => {
    const inCache = part !== "h";
    const owner = inCache ? field("gruForward", returned, "cache") : returned;
    const value = field(inCache ? "gruForward: cache" : "gruForward", owner, part);
    const [symbols, size] = part === "x" ? ["[D]", x.length] : ["[H]", hPrev.length];
    return numbers("gruForward", inCache ? `cache.${part}` : part, symbols, [size], value);
  };
}

const forwardInputs =
  (asked: Problem): (() => string) =>
  () =>
    inputsOf(asked, { x: asked.step.x, hPrev: asked.step.hPrev });

const gates: Check = {
  id: "gates",
  title: "gruForward computes r and z",
  points: 1,
  lookAt: "Row k of W meets [hPrev; x], and b[k] is added. Rows 0 … H − 1 make r, the next H make z.",
  *run(rng) {
    for (const sizes of SIZES) {
      const asked = problem(rng, sizes);
      const read = yield* forward(asked);
      for (const name of ["r", "z"] as const)
        expectClose(`cache.${name}`, [sizes.H], read(name), asked.step[name], forwardInputs(asked));
    }
    return undefined;
  },
};

/** The candidate with some reset gate. */
function candidateOf({ params: { W, b }, step: { x, hPrev } }: Problem, r: Numbers): Numbers {
  const H = hPrev.length;
  const input = [...hPrev.map((h, j) => r[j] * h), ...x];
  return hPrev.map((_, j) =>
    Math.tanh(input.reduce((sum, value, k) => sum + W.at(2 * H + j, k) * value, b.data[2 * H + j])),
  );
}

const candidate: Check = {
  id: "candidate",
  title: "gruForward computes the candidate",
  points: 1,
  lookAt: "The last H rows of W meet another vector than the gates' rows. What is its first half?",
  *run(rng) {
    const outcomes: Outcome[] = [];
    for (const sizes of SIZES) {
      const asked = problem(rng, sizes);
      const read = yield* forward(asked);
      const r = ifReadable(() => read("r"));
      const own = r && candidateOf(asked, r);
      outcomes.push(expectEither("cache.hTilde", read("hTilde"), asked.step.hTilde, own, forwardInputs(asked)));
    }
    return remarkOf(outcomes, "r");
  },
};

const state: Check = {
  id: "state",
  title: "gruForward computes h, and keeps x and hPrev",
  points: 1,
  lookAt: "h lies between the old state and the candidate. The cache keeps what came in as it was.",
  *run(rng) {
    const outcomes: Outcome[] = [];
    for (const sizes of SIZES) {
      const asked = problem(rng, sizes);
      const { x, hPrev } = asked.step;
      const read = yield* forward(asked);
      const [z, hTilde] = (["z", "hTilde"] as const).map((part) => ifReadable(() => read(part)));
      const own = z && hTilde && hPrev.map((old, j) => (1 - z[j]) * old + z[j] * hTilde[j]);
      outcomes.push(expectEither("h", read("h"), asked.h, own, forwardInputs(asked)));
      expectClose("cache.x", [sizes.D], read("x"), x, forwardInputs(asked));
      expectClose("cache.hPrev", [sizes.H], read("hPrev"), hPrev, forwardInputs(asked));
    }
    const { params, step } = problem(rng, SIZES[0]);
    yield* expectUnchanged("gruForward", { params, x: step.x, hPrev: step.hPrev });
    return remarkOf(outcomes, "gates and candidate");
  },
};

type Asked = { readonly asked: Problem; readonly right: Back; readonly read: (part: keyof Back) => Numbers };

function backwardCheck(id: string, title: string, lookAt: string, compare: (asked: Asked) => Outcome[]): Check {
  return {
    id,
    title: `gruBackward: ${title}`,
    points: 1,
    lookAt,
    *run(rng) {
      const outcomes: Outcome[] = [];
      for (const sizes of SIZES) {
        const asked = problem(rng, sizes);
        const read = yield* learnersBack(asked);
        outcomes.push(...compare({ asked, right: backOf(asked), read }));
      }
      return remarkOf(outcomes, "grads.b");
    },
  };
}

const backwardInputs =
  (asked: Problem): (() => string) =>
  () => {
    const cache = Object.entries(asked.step).map(([name, part]) => [`cache.${name}`, part]);
    return inputsOf(asked, { dh: asked.dh, ...Object.fromEntries(cache) });
  };

/** One block of grads.b: with one step, what arrives at a sum. */
function compareBlock(k: number, name: string, { asked, right, read }: Asked, own?: Numbers): Outcome {
  const [got, expected] = [read("b"), right.b].map((b) => blocksOf(b)[k]);
  return expectEither(`db_${name}`, got, expected, own, backwardInputs(asked));
}

/** What arrives at r ⊙ hPrev, from what arrives at the candidate's sum. */
const atReset = ({ params }: Problem, daH: Numbers): Numbers => backThrough(params.W, 2, daH).slice(0, daH.length);

/** What goes back to [hPrev; x], from what arrives at the three sums. */
function inputsBack(asked: Problem, b: Numbers): { dhPrev: Numbers; dx: Numbers } {
  const { W } = asked.params;
  const { r, z, hPrev } = asked.step;
  const [fromR, fromZ, fromH] = blocksOf(b).map((da, k) => backThrough(W, k, da));
  const direct = asked.dh.map((d, j) => d * (1 - z[j]));
  const dhPrev = hPrev.map((_, j) => direct[j] + fromH[j] * r[j] + fromR[j] + fromZ[j]);
  const dx = asked.step.x.map((_, k) => [fromR, fromZ, fromH].reduce((sum, from) => sum + from[hPrev.length + k], 0));
  return { dhPrev, dx };
}

/** dW, from what arrives at the three sums. */
function weightsBack({ step: { x, hPrev, r } }: Problem, b: Numbers): Numbers {
  const [met, reset] = [
    [...hPrev, ...x],
    [...hPrev.map((h, j) => r[j] * h), ...x],
  ];
  return Float64Array.from(
    blocksOf(b).flatMap((da, k) => [...da].flatMap((d) => (k === 2 ? reset : met).map((value) => d * value))),
  );
}

const backward: readonly Check[] = [
  backwardCheck(
    "candidate-rows",
    "grads.b, the rows of h̃",
    "In h, the candidate is multiplied by z. Then comes the slope of its tanh.",
    (all) => [compareBlock(2, "h̃", all)],
  ),
  backwardCheck(
    "update-rows",
    "grads.b, the rows of z",
    "z stands twice in h, once with a minus. By how much does h move when z does?",
    (all) => [compareBlock(1, "z", all)],
  ),
  backwardCheck(
    "reset-rows",
    "grads.b, the rows of r",
    "r acts through the candidate alone: from its sum back through the matrix to r ⊙ hPrev, and from there to r.",
    (all) => {
      const { hPrev, r } = all.asked.step;
      const b = ifReadable(() => all.read("b"));
      const v = b && atReset(all.asked, blocksOf(b)[2]);
      return [compareBlock(0, "r", all, v?.map((d, j) => d * hPrev[j] * r[j] * (1 - r[j])))]; // biome-ignore format: a call
    },
  ),
  backwardCheck(
    "W",
    "grads.W",
    "Each row of W met a vector of H + D numbers, not all rows the same one. What arrives at a row is what arrives at its bias.",
    ({ asked, right, read }) => {
      const b = ifReadable(() => read("b"));
      const own = b && weightsBack(asked, b);
      return [expectEither("grads.W", read("W"), right.W, own, backwardInputs(asked), asked.params.W.shape)];
    },
  ),
  backwardCheck(
    "inputs",
    "dhPrev and dx",
    "hPrev acts directly, through r ⊙ hPrev, and through both gates. x acts through all three sums.",
    ({ asked, right, read }) => {
      const b = ifReadable(() => read("b"));
      const own = b && inputsBack(asked, b);
      return [
        expectEither("dhPrev", read("dhPrev"), right.dhPrev, own?.dhPrev, backwardInputs(asked)),
        expectEither("dx", read("dx"), right.dx, own?.dx, backwardInputs(asked)),
      ];
    },
  ),
];

export const checks: readonly Check[] = [gates, candidate, state, ...backward, ...converter];
