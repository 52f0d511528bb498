import type { LstmParams } from "unrolled";
import { describe, expect, it } from "vitest";
import { lstmCell } from "../catalogue/13-lstm-cell.js";
import type { Step } from "./13-problem.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { gradeExercise } from "./grade.js";
import { localAnswers } from "./local.js";

type Back = (params: LstmParams, dh: Float64Array, dc: Float64Array, cache: Step) => { [part: string]: unknown };
const right = lstmCell.bank.right[0].answers as { lstmBackward: Back } & Answers;
const grade = (answers: Answers) => converse(gradeExercise(lstmCell, 5), localAnswers(answers));
const passed = (answers: Answers): string[] => grade(answers).flatMap(({ id, failure }) => (failure ? [] : [id]));
const problems = (answers: Answers): string[] => grade(answers).flatMap(({ failure }) => failure?.problem ?? []);

describe("exercise 13", () => {
  it("marks the three functions apart, whichever are written", () => {
    const [{ lstmForward, lstmBackward, lstmBptt }] = [right];
    expect(passed({ lstmForward })).toEqual(["gates", "states", "cache"]);
    expect(passed({ lstmBackward })).toEqual(["dcPrev", "cell-gates", "output-gate", "W", "inputs"]);
    expect(passed({ lstmBptt })).toEqual(["states-back", "sums"]);
  });

  it("gives nothing for zeros of the right shapes", () => {
    const zeros = (n: number): Float64Array => new Float64Array(n);
    const grads = ({ W, b }: LstmParams): object => ({ W: zeros(W.size), b: zeros(b.size) });
    const answers = {
      lstmForward: (_: LstmParams, x: Float64Array, { length: H }: Float64Array) => {
        const state = { c: zeros(H), h: zeros(H) };
        const gates = { f: zeros(H), i: zeros(H), g: zeros(H), o: zeros(H) };
        return { ...state, cache: { x: zeros(x.length), hPrev: zeros(H), cPrev: zeros(H), ...gates, ...state } };
      },
      lstmBackward: (params: LstmParams, { length: H }: Float64Array, _: unknown, { x }: Step) => {
        return { grads: grads(params), dx: zeros(x.length), dhPrev: zeros(H), dcPrev: zeros(H) };
      },
      lstmBptt: (params: LstmParams, _: unknown, [{ length: H }]: Float64Array[]) => {
        return { grads: grads(params), dh0: zeros(H), dc0: zeros(H) };
      },
    };
    expect(passed(answers)).toEqual([]);
  });

  it("takes no other part for missing when one is", () => {
    const changed = (change: (back: { [part: string]: unknown }) => unknown): Answers => ({
      ...right,
      lstmBackward: (...args: Parameters<Back>) => change(right.lstmBackward(...args)),
    });
    expect(problems(changed(({ dx: _, ...rest }) => rest))).toEqual([
      "lstmBackward: must return an object with `dx`, got one with { grads, dhPrev, dcPrev }",
    ]);
    expect(problems(changed((back) => ({ ...back, dcPrev: Float64Array.of(NaN, 0, 0) })))[0]).toBe(
      "lstmBackward: dcPrev must be finite, got NaN at index 0",
    );
    expect(problems(changed((back) => ({ ...back, dhPrev: new Float64Array(4) })))).toEqual([
      "lstmBackward: dhPrev must be [H] = [3], got [4]",
    ]);
  });
});
