import { Tensor } from "unrolled";
import { describe, expect, it } from "vitest";
import { seq2seq as exercise } from "../catalogue/16-seq2seq.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { type CheckResult, gradeExercise, score } from "./grade.js";
import { localAnswers } from "./local.js";

const right = exercise.bank.right[0].answers;
const grade = (answers: Answers): CheckResult[] => converse(gradeExercise(exercise, 3), localAnswers(answers));

describe("exercise 16", () => {
  it("tells where to look when an argument is changed", () => {
    const clearing = (logits: Tensor, targets: number[][]): unknown => {
      const found = (right.maskedCrossEntropy as (...args: unknown[]) => unknown)(logits, targets);
      logits.data.fill(0);
      return found;
    };
    const failed = grade({ ...right, maskedCrossEntropy: clearing }).filter(({ failure }) => failure);
    expect(failed).toMatchObject([{ id: "loss", lookAt: expect.stringContaining("Write into a copy") }]);
  });

  it("marks the four functions apart", () => {
    const points = exercise.names.map((name) => score(grade({ [name]: right[name] })).points);
    expect(points).toEqual([3, 2, 2, 3]);
  });

  it("gives nothing for zeros, nor for a loss that padding cannot change because nothing can", () => {
    const silent = {
      maskedCrossEntropy: (logits: Tensor) => ({ loss: 0, dLogits: Tensor.zeros(logits.shape) }),
      teacherForcing: (sequences: number[][]) => ({ inputs: sequences, targets: sequences }),
      greedy: () => ({ tokens: [], logProb: 0 }),
      beam: () => ({ tokens: [], logProb: 0 }),
    };
    expect(score(grade(silent)).points).toBe(0);
  });

  it.each<[string, Answers, string, string]>([
    ["a bare loss", { maskedCrossEntropy: () => 0.7 }, "loss", "maskedCrossEntropy: must return an object with `loss`, got 0.7"],
    ["a loss of NaN", { maskedCrossEntropy: () => ({ loss: Number.NaN }) }, "loss", "maskedCrossEntropy: loss must be a finite number, got NaN"],
    ["flat tokens in text", { greedy: () => ({ tokens: "1 2", logProb: -1 }) }, "greedy", 'greedy: tokens must be an Array of whole numbers, got "1 2"'],
    ["no ln p", { beam: () => ({ tokens: [1] }) }, "beam", "beam: must return an object with `logProb`, got one with { tokens }"],
    ["−1 as an index", { maskedCrossEntropy: () => ({ loss: Number.NaN, dLogits: 0 }) }, "extra-padding", "maskedCrossEntropy: loss must be a finite number, got NaN"],
    ["rows for columns", { teacherForcing: () => ({ inputs: [[1, 2, 3, 4]], targets: [[1, 2, 3, 4]] }) }, "forcing", "teacherForcing: inputs must be [T, B] = [4, 1], got an Array of shape [1, 4]"],
  ])("says what is wrong with %s", (_, answers, id, problem) => {
    expect(grade({ ...right, ...answers }).find((check) => check.id === id)?.failure?.problem).toBe(problem);
  }); // biome-ignore format: a table
});
