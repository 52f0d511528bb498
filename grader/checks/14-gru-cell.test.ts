import type { GruParams } from "unrolled";
import { describe, expect, it } from "vitest";
import { gruCell } from "../catalogue/14-gru-cell.js";
import type { Step } from "./14-problem.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { gradeExercise } from "./grade.js";
import { localAnswers } from "./local.js";

const right = gruCell.bank.right[0].answers;
const { gruForward, gruBackward } = right;
const toTorch = right.toTorch as (params: GruParams) => { [name: string]: unknown } | null;
const grade = (answers: Answers) => converse(gradeExercise(gruCell, 5), localAnswers(answers));
const passed = (answers: Answers): string[] => grade(answers).flatMap(({ id, failure }) => (failure ? [] : [id]));
const problems = (answers: Answers): string[] => grade(answers).flatMap(({ failure }) => failure?.problem ?? []);

describe("exercise 14", () => {
  it("marks the three functions apart, whichever are written", () => {
    expect(passed({ gruForward })).toEqual(["gates", "candidate", "state"]);
    expect(passed({ gruBackward })).toEqual(["candidate-rows", "update-rows", "reset-rows", "W", "inputs"]);
    expect(passed({ toTorch })).toEqual(["convertible", "refusal"]);
  });

  it("gives nothing for zeros of the right shapes", () => {
    const zeros = (n: number): Float64Array => new Float64Array(n);
    const answers = {
      gruForward: (_: GruParams, x: Float64Array, { length: H }: Float64Array) => {
        return { h: zeros(H), cache: { x, hPrev: zeros(H), r: zeros(H), z: zeros(H), hTilde: zeros(H) } };
      },
      gruBackward: ({ W, b }: GruParams, { length: H }: Float64Array, { x }: Step) => {
        return { grads: { W: zeros(W.size), b: zeros(b.size) }, dx: zeros(x.length), dhPrev: zeros(H) };
      },
      toTorch: ({ W, b: { size } }: GruParams) => {
        const [weight_ih, weight_hh] = [zeros(W.size - size ** 2 / 3), zeros(size ** 2 / 3)];
        return { weight_ih, weight_hh, bias_ih: zeros(size), bias_hh: zeros(size) };
      },
    };
    expect(passed(answers)).toEqual([]);
  });

  it.each<[string, (params: GruParams) => unknown, string]>([
    ["undefined for null", (params) => toTorch(params) ?? undefined, "toTorch: must return weights or null, got undefined"],
    ["a cell without a bias", (params) => { const { bias_hh: _, ...rest } = toTorch(params) ?? {}; return toTorch(params) && rest; }, "toTorch: must return an object with `bias_hh`, got one with { weight_ih, weight_hh, bias_ih }"],
    ["NaN", (params) => toTorch(params) && { ...toTorch(params), bias_ih: new Float64Array(params.b.size).fill(NaN) }, "toTorch: bias_ih must be finite, got NaN at index 0"],
  ])("says what is wrong with %s, and no other part suffers", (_, changed, problem) => {
    expect(problems({ ...right, toTorch: changed })).toEqual([problem]);
  }); // biome-ignore format: rows
});
