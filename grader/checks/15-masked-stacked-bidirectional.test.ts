import { Tensor } from "unrolled";
import { describe, expect, it } from "vitest";
import { maskedStackedBidirectional as exercise } from "../catalogue/15-masked-stacked-bidirectional.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { type CheckResult, gradeExercise, score } from "./grade.js";
import { localAnswers } from "./local.js";

type Functions = { readonly [name: string]: (...args: unknown[]) => { output: Tensor; hN: Tensor } };
const right = exercise.bank.right[0].answers as Functions;
const grade = (answers: Answers, seed = 3): CheckResult[] =>
  converse(gradeExercise(exercise, seed), localAnswers(answers));
const changed = (name: string, change: (reading: { output: Tensor; hN: Tensor }) => unknown): Answers => {
  return { ...right, [name]: (...args: unknown[]) => change(right[name](...args)) };
};

describe("exercise 15", () => {
  it("gives nothing for zeros of the right shapes, nor for a law kept by saying nothing", () => {
    const zeros = ({ output, hN }: { output: Tensor; hN: Tensor }) => {
      return { output: Tensor.zeros(output.shape), hN: Tensor.zeros(hN.shape) };
    };
    const silent = Object.keys(right).map((name) => changed(name, zeros)[name]);
    const [readLayer, readBothWays, readStack] = silent;
    expect(score(grade({ readLayer, readBothWays, readStack })).points).toBe(0);
  });

  it("marks the three functions apart", () => {
    const points = (name: string) => score(grade({ [name]: right[name] })).points;
    expect(["readLayer", "readBothWays", "readStack"].map(points)).toEqual([5, 1, 4]);
  });

  it("holds numbers in the padding against no one who leaves them alone, and finds who reads them", () => {
    const whole = (x: Tensor, lengths: readonly number[]): number[] => lengths.map(() => x.shape[0]);
    const readStack = (layers: unknown, x: Tensor, lengths: number[]) => right.readStack(layers, x, whole(x, lengths));
    const nosy = { ...right, readStack };
    expect(
      grade(nosy)
        .filter(({ failure }) => failure)
        .map(({ id }) => id),
    ).toEqual(["law"]);
  });

  it.each<[string, Answers, string, string]>([
    ["no hN", changed("readLayer", ({ output }) => ({ output })), "forward", "readLayer: must return an object with `hN`, got one with { output }"],
    ["a bare tensor", changed("readLayer", ({ output }) => output), "forward", "readLayer: must return an object with `output`, got [5, 3, 4]"],
    ["single precision", changed("readLayer", ({ output, hN }) => ({ output: output.to("float32"), hN })), "forward", "readLayer: output must be [T, B, H] = [5, 3, 4] in float64, got [5, 3, 4] in float32"],
    ["one matrix of final states", changed("readBothWays", ({ output, hN }) => ({ output, hN: hN.reshape([6, 4]) })), "both", "readBothWays: hN must be [2, B, H] = [2, 3, 4], got [6, 4]"],
    ["NaN", changed("readStack", ({ output, hN }) => ({ output, hN: new Tensor(hN.data.map(() => Number.NaN), hN.shape) })), "law", "readStack: hN must be finite, got NaN at index 0"],
  ])("says what is wrong with %s", (_, answers, id, problem) => {
    expect(grade(answers).find((check) => check.id === id)?.failure?.problem).toBe(problem);
  }); // biome-ignore format: a table
});
