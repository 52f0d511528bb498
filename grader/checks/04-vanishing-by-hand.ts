import type { Rng } from "unrolled";
import type { Check, Given } from "./exercise.js";
import { gradeChoice } from "./written/choice.js";
import { gradeNumber, type NumberAnswer } from "./written/number.js";

/** A bound that shrinks by `sigma` a step; the matrix A = [[a, b], [0, a]]; the largest slope `gamma`. */
export type Vanishing = Given & {
  readonly sigma: number;
  readonly bound: number;
  readonly a: number;
  readonly b: number;
  readonly gamma: number;
};

export const canonical: Vanishing = { sigma: 0.9, bound: 1e-6, a: 0.6, b: 8, gamma: 0.25 };

export function draw(rng: Rng): Vanishing {
  return {
    sigma: rng.choice([0.85, 0.88, 0.92, 0.95]),
    bound: rng.choice([1e-5, 1e-6, 1e-8]),
    a: rng.choice([0.45, 0.5, 0.55, 0.6]),
    b: rng.choice([6, 8, 12]),
    gamma: rng.choice([0.2, 0.25, 0.4, 0.5]),
  };
}

/** The first t with σᵗ below the bound. */
export function firstBelow({ sigma, bound }: Vanishing): number {
  let t = 1;
  while (sigma ** t >= bound) t++;
  return t;
}

/** ‖Aᵏ‖, the largest singular value of [[aᵏ, k aᵏ⁻¹ b], [0, aᵏ]]. */
export function powerNorm({ a, b }: Vanishing, k: number): number {
  const [p, q] = [a ** k, k * a ** (k - 1) * b];
  return (Math.sqrt(q ** 2 + 4 * p ** 2) + q) / 2;
}

/** The last k with ‖Aᵏ‖ above 1. */
export function lastAboveOne(given: Vanishing): number {
  let last = 0;
  for (let k = 1; k <= 200; k++) if (powerNorm(given, k) > 1) last = k;
  return last;
}

const ABOVE = ["must explode", "may explode", "must vanish"] as const;
const BELOW = ["must vanish", "may vanish", "must explode"] as const;

const numberCheck = (title: string, points: number, lookAt: string, answer: NumberAnswer): Check => ({
  id: answer.name,
  title,
  points,
  lookAt,
  run: () => gradeNumber(answer),
});

export function checks(given: Vanishing): readonly Check[] {
  const log10After100 = Math.log10(powerNorm(given, 100));
  return [
    numberCheck("when the bound is passed", 1, "Take logarithms of both sides, and mind that both are negative.", {
      name: "firstBelow",
      exact: firstBelow(given),
      precision: "exact",
      what: "the first such step",
    }),
    numberCheck("the largest singular value", 1, "Its square is the largest eigenvalue of AᵀA.", {
      name: "sigmaMax",
      exact: powerNorm(given, 1),
      precision: { decimals: 2 },
      what: "the largest singular value of A",
    }),
    numberCheck(
      "the spectral radius",
      1,
      "Below the diagonal there is only 0. What are the eigenvalues of such a matrix?",
      {
        name: "rho",
        exact: given.a,
        precision: { decimals: 2 },
        what: "the spectral radius of A",
      },
    ),
    numberCheck(
      "how long the powers stretch",
      1,
      "Write out A² and A³: what becomes of the entry at the upper right?",
      {
        name: "lastAboveOne",
        exact: lastAboveOne(given),
        precision: "exact",
        what: "the last k with ‖Aᵏ‖ > 1",
      },
    ),
    {
      id: "above",
      title: "σ_max above 1/γ, with A as the witness",
      points: 1,
      lookAt: "Look at A itself: its largest singular value is far above 1. Where do its powers go?",
      *run() {
        yield* gradeChoice({ name: "above", options: ABOVE, right: "may explode" });
        const what = "log₁₀ ‖A¹⁰⁰‖";
        return yield* gradeNumber({ name: "log10After100", exact: log10After100, precision: { decimals: 1 }, what });
      },
    },
    {
      id: "below",
      title: "σ_max below 1/γ, with the threshold",
      points: 1,
      lookAt: "One step multiplies by at most γ · σ_max. What must that product be, so that nothing can survive?",
      *run() {
        yield* gradeChoice({ name: "below", options: BELOW, right: "must vanish" });
        const what = "the threshold for σ_max";
        return yield* gradeNumber({ name: "threshold", exact: 1 / given.gamma, precision: { decimals: 2 }, what });
      },
    },
  ];
}
