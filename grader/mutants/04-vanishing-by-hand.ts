import { firstBelow, lastAboveOne, powerNorm, type Vanishing } from "../checks/04-vanishing-by-hand.js";
import type { Answers, Bank, Mutant } from "../checks/exercise.js";

function right(given: Vanishing): Answers {
  return {
    firstBelow: firstBelow(given),
    sigmaMax: powerNorm(given, 1),
    rho: given.a,
    lastAboveOne: lastAboveOne(given),
    above: "may explode",
    log10After100: Math.log10(powerNorm(given, 100)),
    below: "must vanish",
    threshold: 1 / given.gamma,
  };
}

const steps = ({ sigma, bound }: Vanishing): number => Math.log(bound) / Math.log(sigma);

function wrong(given: Vanishing): readonly Mutant[] {
  const { a, b, gamma } = given;
  const answers = right(given);
  const sigmaMax = powerNorm(given, 1);
  const mutant = (misconception: string, lookAt: string, changed: Answers): Mutant => ({
    misconception,
    lookAt,
    answers: { ...answers, ...changed },
  });
  return [
    mutant("the last step above the bound", "There the bound is not passed yet. Which step is the first below it?", {
      firstBelow: Math.floor(steps(given)),
    }),
    mutant(
      "logarithms of the wrong kind on one side",
      "Use the same logarithm for both numbers: both to base 10, or both natural.",
      {
        firstBelow: Math.ceil(Math.log10(given.bound) / Math.log(given.sigma)),
      },
    ),
    mutant(
      "the largest entry taken for the largest singular value",
      "A vector can be stretched a little more than by the largest entry. Take AᵀA, and the root of its largest eigenvalue.",
      { sigmaMax: b },
    ),
    mutant("the root forgotten", "The eigenvalues of AᵀA are squares of singular values.", { sigmaMax: sigmaMax ** 2 }),
    mutant(
      "σ_max taken for ρ",
      "σ_max is the most that one step stretches. ρ is the largest |eigenvalue|: the rate in the long run.",
      {
        rho: sigmaMax,
      },
    ),
    mutant(
      "the smallest singular value taken for ρ",
      "Singular values are not eigenvalues, unless the matrix is symmetric.",
      {
        rho: a ** 2 / sigmaMax,
      },
    ),
    mutant("ρ decides from the first step on", "ρ below 1 says what happens in the end. Compute ‖A²‖.", {
      lastAboveOne: 0,
    }),
    mutant(
      "only the first power stretches",
      "The upper right entry of Aᵏ is k aᵏ⁻¹ b: how fast does it fall below 1?",
      {
        lastAboveOne: 1,
      },
    ),
    mutant("the first k that no longer stretches", "There the norm is below 1 already. Which k is the last above?", {
      lastAboveOne: lastAboveOne(given) + 1,
    }),
    mutant("σ_max above 1/γ must explode", "A is an example of the contrary: compute what is left after 100 steps.", {
      above: "must explode",
    }),
    mutant(
      "one matrix taken for all of them",
      "That A vanishes shows that it need not explode. Is there no W and f with the same γ that does?",
      { above: "must vanish" },
    ),
    mutant("the natural logarithm", "log₁₀ counts powers of ten: the natural logarithm divided by ln 10.", {
      log10After100: Math.log(powerNorm(given, 100)),
    }),
    mutant("the norm after 100 steps taken from ρ alone", "Aᵏ has an entry k aᵏ⁻¹ b beside its aᵏ.", {
      log10After100: 100 * Math.log10(a),
    }),
    mutant(
      "the norm after 100 steps taken from σ_max",
      "One vector is not stretched by the most at every step: its direction turns.",
      {
        log10After100: 100 * Math.log10(sigmaMax),
      },
    ),
    mutant(
      "σ_max below 1/γ only may vanish",
      "If every step shrinks every vector by a factor below 1, can any survive?",
      {
        below: "may vanish",
      },
    ),
    mutant("γ taken for the threshold", "γ · σ_max must stay below 1. Solve for σ_max.", { threshold: gamma }),
    mutant("the slope forgotten", "A step multiplies by the slope as well, and that is at most γ.", { threshold: 1 }),
  ];
}

export function bank(given: Vanishing): Bank {
  const answers = right(given);
  const each = (change: (value: number) => number, word: (text: string) => string): Answers =>
    Object.fromEntries(
      Object.entries(answers).map(([name, value]) => [
        name,
        typeof value === "number" ? change(value) : word(value as string),
      ]),
    );
  return {
    wrong: wrong(given),
    right: [
      { form: "full precision", answers },
      { form: "two decimals", answers: each((value) => Number(value.toFixed(2)), (text) => text) }, // biome-ignore format: a row
      { form: "three digits cut off, capital letters", answers: each((value) => Math.trunc(value * 1000) / 1000, (text) => ` ${text.toUpperCase()} `) }, // biome-ignore format: a row
    ],
  };
}
