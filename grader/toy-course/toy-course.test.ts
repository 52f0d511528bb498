import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateExercise, serialise } from "../../scripts/exercises/generate.js";
import { converse } from "../checks/conversation.js";
import type { Answers, Exercise } from "../checks/exercise.js";
import { type CheckResult, gradeExercise, score } from "../checks/grade.js";
import { localAnswers } from "../checks/local.js";
import { courseRoot } from "../submissions/course.js";
import { readNotebook } from "../submissions/notebook.js";
import { course } from "./index.js";

const solutions = join(courseRoot(), "grader", "toy-course", "solutions");
const grade = (exercise: Exercise, answers: Answers): CheckResult[] =>
  converse(gradeExercise(exercise, 7), localAnswers(answers));

describe.each(course.exercises.map((exercise) => [exercise.slug, exercise] as const))("%s", (slug, exercise) => {
  const variants = [exercise, ...[1, 2, 3].flatMap((seed) => exercise.variant?.(seed) ?? [])];

  it("has the student's notebook that its solution makes", () => {
    const made = serialise(generateExercise(readNotebook(join(solutions, `${slug}.ipynb`)), exercise));
    expect(readFileSync(join(course.folder, `${slug}.ipynb`), "utf8")).toBe(made);
  });

  it("names every mistake of its bank, with every learner's numbers", () => {
    for (const { bank, ...about } of variants) {
      for (const { misconception, answers } of bank.wrong) {
        const failed = grade({ bank, ...about }, answers).find(({ failure }) => failure);
        expect(failed?.misconception).toBe(misconception);
      }
    }
  });

  it("gives full marks to right answers in another form", () => {
    for (const about of variants) {
      for (const { answers } of about.bank.right) {
        const { points, maxPoints } = score(grade(about, answers));
        expect(points).toBe(maxPoints);
      }
    }
  });
});
