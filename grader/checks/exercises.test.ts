import { Tensor } from "unrolled";
import { describe, expect, it } from "vitest";
import { findExercise } from "../catalogue/index.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { type CheckResult, gradeExercise, score } from "./grade.js";
import { localAnswers } from "./local.js";

function grade(number: number, answers: Answers, seed = 5): CheckResult[] {
  const exercise = findExercise(number);
  if (!exercise) throw new Error(`no exercise ${number}`);
  return converse(gradeExercise(exercise, seed), localAnswers(answers));
}

const problems = (results: readonly CheckResult[]): (string | undefined)[] =>
  results.map(({ failure }) => failure?.problem);

describe("exercise 2", () => {
  const right = { h1: 0.76159, h2: 0.3634, h3: -0.67414 };

  it("takes five decimals", () => {
    expect(score(grade(2, right))).toEqual({ points: 3, maxPoints: 3 });
  });

  it("carries a mistake forward and says so", () => {
    const h1 = 0.5;
    const results = grade(2, { h1, h2: Math.tanh(0.5 * h1), h3: right.h3 });
    expect(results.map(({ points }) => points)).toEqual([0, 1, 1]);
    expect(results[1].remark).toBe("h2 follows rightly from your h1: carried forward");
  });

  it("gives nothing for zeros, which would follow from each other", () => {
    expect(score(grade(2, { h1: 0, h2: 0, h3: 0 })).points).toBe(0);
    expect(score(grade(2, { h1: 1e-7, h2: 0, h3: -0.76159 })).points).toBe(0);
  });

  it("asks for more digits when there are too few", () => {
    expect(problems(grade(2, { ...right, h1: 0.76 }))[0]).toBe("h1 = 0.76 is right so far: give 5 decimals");
  });

  it.each([
    [NaN, "h1 is not answered yet"],
    ["0.76159", 'h1 must be a number, got "0.76159"'],
    [Infinity, "h1 must be finite, got Infinity"],
    [[0.76159], "h1 must be a number, got an Array of 1"],
  ])("says what is wrong with %s", (h1, problem) => {
    expect(problems(grade(2, { ...right, h1 }))[0]).toBe(problem);
  });

  it("gives no answer away", () => {
    const shown = JSON.stringify(grade(2, { h1: 0.1, h2: 0.2, h3: 0.3 }));
    for (const digits of ["76159", "36339", "3634", "67413"]) expect(shown).not.toContain(digits);
  });
});

describe("exercise 11", () => {
  const { answers } = findExercise(11)!.bank.right[0] as { answers: { [name: string]: (...args: never[]) => never } };
  const forward = answers.rnnForward as unknown as (...args: unknown[]) => { h: Float64Array; cache: object };

  it("gives nothing for stubs, and names them", () => {
    const stub = (): never => {
      throw new Error("not yet written");
    };
    const results = grade(11, { rnnForward: stub, bptt: stub });
    expect(score(results).points).toBe(0);
    expect(new Set(problems(results))).toEqual(
      new Set(["`rnnForward` is not yet written", "`bptt` is not yet written"]),
    );
  });

  it("gives nothing for zeros of the right shapes", () => {
    const zeros = ({ Wxh, Whh, bh }: Record<string, Tensor>): unknown => ({
      grads: { Wxh: Tensor.zeros(Wxh.shape), Whh: Tensor.zeros(Whh.shape), bh: Tensor.zeros(bh.shape) },
      dh0: new Float64Array(bh.size),
    });
    const still = ({ bh }: Record<string, Tensor>): unknown => ({ h: new Float64Array(bh.size), cache: {} });
    expect(score(grade(11, { rnnForward: still, bptt: zeros })).points).toBe(0);
  });

  it("marks the two functions apart", () => {
    expect(score(grade(11, { rnnForward: forward })).points).toBe(4);
    expect(score(grade(11, { bptt: answers.bptt })).points).toBe(6);
  });

  it.each<[string, unknown, string]>([
    [
      "a bare vector",
      (...args: unknown[]) => forward(...args).h,
      "rnnForward: must return an object with `h`, got [3]",
    ],
    ["nothing", () => undefined, "rnnForward: must return an object with `h`, got undefined"],
    ["a promise", async () => 1, "rnnForward: must return an object with `h`, got a Promise"],
    ["another length", () => ({ h: new Float64Array(4) }), "rnnForward: h must be [H] = [3], got [4]"],
    [
      "single precision",
      () => ({ h: new Float32Array(3) }),
      "rnnForward: h must be [H] = [3] in float64, got a Float32Array of 3",
    ],
    ["a column", () => ({ h: Tensor.zeros([3, 1]) }), "rnnForward: h must be [H] = [3], got [3, 1]"],
    ["NaN", () => ({ h: Float64Array.of(0, NaN, 0) }), "rnnForward: h must be finite, got NaN at index 1"],
    ["an exception", () => { throw new TypeError("W is undefined"); }, "`rnnForward` threw: W is undefined"], // biome-ignore format: a row
    ["no function", 3, "`rnnForward` is not a function"],
  ])("says what is wrong with %s", (_, rnnForward, problem) => {
    expect(problems(grade(11, { rnnForward, bptt: answers.bptt }))[0]).toBe(problem);
  });

  it("is not disturbed by a function that changes its arguments", () => {
    const vandal = (params: Record<string, Tensor>, x: Float64Array, hPrev: Float64Array): unknown => {
      const result = forward(params, x.slice(), hPrev.slice());
      for (const { data } of Object.values(params)) data.fill(0);
      hPrev.fill(0);
      return { h: result.h, cache: { x, hPrev: hPrev.slice(), h: result.h } };
    };
    const results = grade(11, { rnnForward: vandal, bptt: answers.bptt });
    expect(results.filter(({ failure }) => failure).map(({ id }) => id)).toEqual(["cache"]);
  });

  it("asks anew for every seed", () => {
    const inputs = new Set(
      [1, 2, 3].map((seed) => grade(11, { rnnForward: () => ({ h: new Float64Array(3) }) }, seed)[0].failure?.input),
    );
    expect(inputs.size).toBe(3);
  });
});
