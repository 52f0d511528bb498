import { describe, expect, it } from "vitest";
import { catalogue } from "../catalogue/index.js";
import { converse } from "../checks/conversation.js";
import type { Answers } from "../checks/exercise.js";
import { gradeExercise, score } from "../checks/grade.js";
import { localAnswers } from "../checks/local.js";

/** Every exercise, and other variants of those that have them. */
const exercises = catalogue.flatMap((exercise) => [
  { name: String(exercise.number), exercise },
  ...(exercise.variant ? [11, 12, 13] : []).map((seed) => ({
    name: `${exercise.number}, variant ${seed}`,
    exercise: exercise.variant!(seed),
  })),
]);

describe.each(exercises)("the bank of exercise $name", ({ exercise }) => {
  const grade = (answers: Answers, seed: number) => converse(gradeExercise(exercise, seed), localAnswers(answers));
  const { wrong, right } = exercise.bank;

  it("holds at least six wrong and three right solutions, each mistake once", () => {
    expect(wrong.length).toBeGreaterThanOrEqual(6);
    expect(right.length).toBeGreaterThanOrEqual(3);
    expect(new Set(wrong.map(({ misconception }) => misconception)).size).toBe(wrong.length);
  });

  it.each(wrong)("wrong: $misconception", ({ misconception, answers }) => {
    for (const seed of [1, 2, 3, 2 ** 40 + 7]) {
      const failed = grade(answers, seed).filter(({ failure }) => failure);
      expect(failed[0]?.misconception).toBe(misconception);
      expect(new Set(failed.map((result) => result.misconception ?? "unnamed"))).toEqual(new Set([misconception]));
    }
  });

  it.each(right)("right: $form", ({ answers }) => {
    for (const seed of [1, 2, 3, 2 ** 40 + 7]) {
      const results = grade(answers, seed);
      expect(results.filter(({ failure }) => failure)).toEqual([]);
      expect(score(results).points).toBe(score(results).maxPoints);
    }
  });
});
