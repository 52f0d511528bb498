import { layerLimits, linearRecurrenceScan, Tensor } from "unrolled";
import { describe, expect, it } from "vitest";
import { findExercise } from "../catalogue/index.js";
import { canonical, layers, megabytes, miss } from "./10-limits.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { type CheckResult, gradeExercise, score } from "./grade.js";
import { localAnswers } from "./local.js";

const exercise = findExercise(10)!;
const right = exercise.bank.right[0].answers;
const grade = (changed: Answers): CheckResult[] =>
  converse(gradeExercise(exercise, 5), localAnswers({ ...right, ...changed }));
const failures = (changed: Answers): (string | undefined)[] =>
  grade(changed).flatMap(({ failure }) => (failure ? [failure.problem] : []));

describe("exercise 10", () => {
  it("counts as the library does", () => {
    for (const mixing of ["recurrence", "scan", "attention"] as const) {
      const { sequentialDepth: rounds, pathLength: path, cost: products } = layerLimits(mixing, canonical);
      expect(layers(canonical)[mixing]).toEqual({ rounds, path, products });
    }
    const steps = Tensor.zeros([canonical.T, 1]);
    expect(linearRecurrenceScan(steps, steps, new Float64Array(1)).rounds).toBe(layers(canonical).scan.rounds);
    expect([megabytes(8 * 10_000 * 512), megabytes(8 * 35 * 512)]).toEqual([163.84, 0.57344]);
    expect(miss(canonical)).toBeGreaterThan(0.1);
  });

  it("gives nothing for choices without their witnesses", () => {
    const guessed = { linearHelps: "yes", joinedA: "a1", joinedB: "b1", tanhHelps: "no", miss: 0.5 };
    expect(grade(guessed).filter(({ failure }) => failure).map(({ id }) => id)).toEqual(["linear", "tanh"]); // biome-ignore format: a line
    const zeros = { rounds: 0, path: 0, products: 0 };
    const none = Object.fromEntries(Object.entries(right).map(([name, value]) => [name, typeof value === "number" ? 0 : typeof value === "string" ? "" : zeros])); // biome-ignore format: a line
    expect(score(grade(none)).points).toBe(0);
  });

  it.each(["a2*b1+b2", "b2 + a2 b1", "a_2 b_1 + b_2", "a₂·b₁ + b₂", "b1 a2 + b2", "a2(b1) + b2", "b2 - (-a2) b1", "a2 (b1 + b2) - a2 b2 + b2", "2 (a2 b1 + b2) / 2", "b2 + b1 × a2"])(
    "takes B as %s",
    (joinedB) => {
      expect(failures({ joinedB })).toEqual([]);
    },
  ); // biome-ignore format: a list

  it.each<[Answers, string]>([
    [{ scan: 10 }, "scan: must return an object with `rounds`, got 10"],
    [{ scan: { rounds: 10, path: 10 } }, "scan: must return an object with `products`, got one with { rounds, path }"],
    [{ attention: { rounds: Number.NaN, path: 1, products: 1 } }, "attention.rounds is not answered yet"],
    [{ cutMB: 0.57 }, "cutMB = 0.57 is right so far: give 3 decimals"],
    [{ weightsMB: "400 MB" }, 'weightsMB must be a number, got "400 MB"'],
    [{ linearHelps: "maybe" }, 'linearHelps must be one of "yes", "no", got "maybe"'],
    [{ joinedA: "a1 * h0" }, "joinedA `h0` is not one of the variables a1, a2, b1, b2"],
  ])("says what is wrong with %j", (changed, problem) => {
    expect(failures(changed)[0]).toBe(problem);
  });
});
