import { normalInit, type Params, type Rng, Tensor, type Vec } from "unrolled";
import { close, expectClose } from "./compare.js";
import { type Asking, call } from "./conversation.js";
import type { Check } from "./exercise.js";
import { Failure } from "./failure.js";
import { formatInputs, formatNumber } from "./format.js";
import { describe, field, numbers } from "./structure.js";
import { expectUnchanged } from "./unchanged.js";

const vector = (rng: Rng, size: number, std: number): Float64Array =>
  Float64Array.from({ length: size }, () => rng.normal(0, std));

/** diag(1 − h²) W: row i times 1 − hᵢ². */
export function exactJacobian(W: Tensor, h: Vec): Tensor {
  const H = h.length;
  return new Tensor(
    Float64Array.from(W.data, (w, k) => (1 - h[Math.floor(k / H)] ** 2) * w),
    [H, H],
  );
}

/** log₁₀‖(J_T … J_{T−k+1})ᵀ g‖ for k = 0 … T, with g brought back to length 1 after every step. */
export function exactProbe(jacobians: readonly Tensor[], g: Vec): Float64Array {
  const norms = [Math.log10(Math.hypot(...g))];
  let direction = Float64Array.from(g, (x) => x / Math.hypot(...g));
  for (const J of [...jacobians].reverse()) {
    const back = direction.map((_, j) => direction.reduce((sum, gi, i) => sum + J.at(i, j) * gi, 0));
    const length = Math.hypot(...back);
    norms.push(norms[norms.length - 1] + Math.log10(length));
    direction = back.map((x) => x / length);
  }
  return Float64Array.from(norms);
}

const jacobian: Check = {
  id: "jacobian",
  title: "stepJacobian computes ∂hₜ/∂hₜ₋₁",
  points: 2,
  lookAt:
    "Entry [i, j] asks: how does unit i move when unit j of the step before does? One weight, and one slope. Whose?",
  *run(rng) {
    for (const H of [2, 3, 5]) {
      const [W, h] = [normalInit(rng, [H, H], 0.8), vector(rng, H, 0.6).map(Math.tanh)];
      const got = numbers("stepJacobian", "J", "[H, H]", [H, H], yield* call("stepJacobian", W, h));
      expectClose("J", [H, H], got, exactJacobian(W, h).data as Float64Array, () => formatInputs({ Whh: W, h }));
    }
    return undefined;
  },
};

type Chain = { readonly jacobians: readonly Tensor[]; readonly g: Float64Array };

const chain = (rng: Rng, T: number, H: number, std: number): Chain => ({
  jacobians: Array.from({ length: T }, () => normalInit(rng, [H, H], std)),
  g: vector(rng, H, 1),
});

function* askProbe({ jacobians, g }: Chain): Asking<Float64Array> {
  const T = jacobians.length;
  const returned = yield* call("gradientProbe", jacobians, g);
  const name = "norms";
  if (isList(returned, T + 1) && !returned.every(Number.isFinite)) {
    throw new Failure({ problem: `gradientProbe: the logarithms must be finite, over ${T} steps too` });
  }
  return numbers("gradientProbe", name, "[T + 1]", [T + 1], returned);
}

/** A list of numbers, finite or not. */
const isList = (value: unknown, length: number): value is readonly number[] =>
  (Array.isArray(value) || value instanceof Float64Array) &&
  value.length === length &&
  value.every((entry) => typeof entry === "number");

function probeCheck(
  id: string,
  title: string,
  points: number,
  lengths: readonly (readonly number[])[],
  lookAt: string,
): Check {
  // biome-ignore format: a signature
  return {
    id,
    title,
    points,
    lookAt,
    *run(rng) {
      for (const [T, H] of lengths) {
        const problem = chain(rng, T, H, 0.7);
        const got = yield* askProbe(problem);
        expectClose("norms", [T + 1], got, exactProbe(problem.jacobians, problem.g), () => {
          const named = problem.jacobians.map((J, t) => [`jacobians[${t}]`, J] as const);
          return formatInputs({ ...Object.fromEntries(named), g: problem.g });
        });
      }
      return undefined;
    },
  };
}

const MANY = 150;

/** Over so many steps only the size counts: what is wrong over a few steps has been paid for there. */
function longCheck(id: string, std: number, words: string): Check {
  return {
    id,
    title: `gradientProbe over ${MANY} steps that ${words}`,
    points: 1,
    lookAt:
      "Numbers end near 10^±308, their logarithms do not. After each step, take out the length and keep its logarithm.",
    *run(rng) {
      const problem = chain(rng, MANY, 3, std);
      const got = yield* askProbe(problem);
      const [last, expected] = [got[MANY], exactProbe(problem.jacobians, problem.g)[MANY]];
      if (Math.abs(last - expected) <= 0.1 * Math.abs(expected)) return undefined;
      throw new Failure({
        problem: `after ${MANY} steps norms[${MANY}] is ${formatNumber(last)}, expected about ${formatNumber(expected)}`,
        wrong: { name: "norms", values: got, within: 1e-6 },
        input: `${MANY} random Jacobians [3, 3] that ${words}`,
      });
    },
  };
}

const PARTS: { readonly [name: string]: readonly [string, readonly number[]] } = {
  Wxh: ["[H, D]", [3, 2]],
  Whh: ["[H, H]", [3, 3]],
  bh: ["[H]", [3]],
  Why: ["[V, H]", [4, 3]],
};

const gradients = (rng: Rng, std: number): Params =>
  Object.fromEntries(Object.entries(PARTS).map(([name, [, shape]]) => [name, normalInit(rng, shape, std)]));

const clipInputs = (grads: Params, maxNorm: number): string =>
  `maxNorm = ${maxNorm}\n${formatInputs(grads as { [name: string]: Tensor })}`;

/** The length of all gradients as one long vector. */
export const globalNorm = (grads: Params): number =>
  Math.hypot(...Object.values(grads).flatMap(({ data }) => [...data]));

function* askClip(grads: Params, maxNorm: number): Asking<{ norm: unknown; grads: unknown }> {
  const returned = yield* call("clipByNorm", grads, maxNorm);
  return { norm: field("clipByNorm", returned, "norm"), grads: field("clipByNorm", returned, "grads") };
}

/** The first tensor that is not the given one times the factor is the failure. */
function compareClipped(returned: unknown, grads: Params, factor: number, maxNorm: number): void {
  for (const [name, [symbols, shape]] of Object.entries(PARTS)) {
    const got = numbers("clipByNorm", `grads.${name}`, symbols, shape, field("clipByNorm: grads", returned, name));
    const expected = Float64Array.from(grads[name].data, (x) => factor * x);
    expectClose(`grads.${name}`, shape, got, expected, () => clipInputs(grads, maxNorm));
  }
}

const norm: Check = {
  id: "norm",
  title: "clipByNorm returns the norm of all gradients together",
  points: 1,
  lookAt: "Write all gradients one behind the other: that vector's length, before anything is done to it.",
  *run(rng) {
    for (const [std, maxNorm] of [
      [8, 5],
      [20, 1],
      [0.1, 3],
    ] as const) {
      const grads = gradients(rng, std);
      const { norm } = yield* askClip(grads, maxNorm);
      if (typeof norm !== "number")
        throw new Failure({ problem: `clipByNorm: norm must be a number, got ${describe(norm)}` });
      const got = numbers("clipByNorm", "norm", "[1]", [1], [norm]);
      expectClose("norm", [1], got, Float64Array.of(globalNorm(grads)), () => clipInputs(grads, maxNorm));
    }
    return undefined;
  },
};

/** Another norm has been paid for: then the gradients may follow from it, as far as that still shortens them. */
const clipped: Check = {
  id: "clipped",
  title: "clipByNorm shortens long gradients and does not turn them",
  points: 1,
  lookAt: "One factor for every entry of every tensor. Which factor brings your norm down to maxNorm?",
  *run(rng) {
    for (const [std, maxNorm] of [
      [8, 5],
      [20, 1],
      [6, 2.5],
    ] as const) {
      const grads = gradients(rng, std);
      const answer = yield* askClip(grads, maxNorm);
      const factor = maxNorm / globalNorm(grads);
      const own = typeof answer.norm === "number" ? maxNorm / answer.norm : Number.NaN;
      try {
        compareClipped(answer.grads, grads, factor, maxNorm);
      } catch (error) {
        if (!(error instanceof Failure && own > 0 && own < 0.9)) throw error;
        if (close(own, factor) || !follows(answer.grads, grads, own, maxNorm)) throw error;
      }
    }
    yield* expectUnchanged("clipByNorm", { grads: gradients(rng, 8), maxNorm: 5 });
    return undefined;
  },
};

function follows(returned: unknown, grads: Params, factor: number, maxNorm: number): boolean {
  try {
    compareClipped(returned, grads, factor, maxNorm);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const short: Check = {
  id: "short",
  title: "clipByNorm leaves short gradients as they are, and zeros zero",
  points: 1,
  lookAt: "When the norm is within the limit nothing is to be done. And what if every gradient is 0?",
  *run(rng) {
    for (const [std, maxNorm] of [
      [0.1, 5],
      [0.02, 1],
      [0, 2],
    ] as const) {
      const grads = gradients(rng, std);
      compareClipped((yield* askClip(grads, maxNorm)).grads, grads, 1, maxNorm);
    }
    return undefined;
  },
};

export const checks: readonly Check[] = [
  jacobian,
  probeCheck("one-step", "gradientProbe at the start and one step back", 1, [[1, 2], [1, 3], [1, 4]], "norms[0] is about g itself. Then g passes the one Jacobian on its way back: which sum makes entry j?"), // biome-ignore format: a row
  probeCheck("several-steps", "gradientProbe over several steps", 2, [[3, 2], [4, 3], [6, 5]], "The gradient is at h_T. Which step's Jacobian does it meet first on its way back?"), // biome-ignore format: a row
  longCheck("vanishing", 0.001, "shrink it"),
  longCheck("exploding", 1000, "stretch it"),
  norm,
  clipped,
  short,
];
