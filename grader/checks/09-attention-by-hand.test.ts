import { luongDotBackward, luongDotForward, scaledDotForward } from "unrolled";
import { describe, expect, it } from "vitest";
import { findExercise } from "../catalogue/index.js";
import { canonical, scoreGradient, scores, softmax } from "./09-attention-by-hand.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { type CheckResult, gradeExercise, score } from "./grade.js";
import { localAnswers } from "./local.js";

const right = findExercise(9)!.bank.right[0].answers;
const grade = (changed: Answers): CheckResult[] =>
  converse(gradeExercise(findExercise(9)!, 5), localAnswers({ ...right, ...changed }));
const failures = (changed: Answers): (string | undefined)[] =>
  grade(changed).flatMap(({ failure }) => (failure ? [failure.problem] : []));

describe("exercise 9", () => {
  it("computes as the library does", () => {
    const [s, ...h] = [canonical.before, ...canonical.h].map((v) => Float64Array.from(v));
    const { alpha, c, cache } = luongDotForward(s, h);
    const close = (mine: unknown, theirs: ArrayLike<number>): void =>
      expect(mine).toEqual(Array.from(theirs, (x) => expect.closeTo(x, 12)));
    close(right.alpha, alpha);
    close(right.c, c);
    close(right.scaled, scaledDotForward(s, h).alpha);
    const [{ ds }, de] = [luongDotBackward(Float64Array.from(canonical.g), cache), right.de as number[]];
    close([0, 1].map((k) => h.reduce((sum, hj, j) => sum + de[j] * hj[k], 0)), ds); // biome-ignore format: a line
  });

  it("carries the learner's own weights forward", () => {
    const alpha = [0.2, 0.3, 0.5];
    const results = grade({ alpha, c: [0.7, 0.8], de: scoreGradient(canonical, alpha) });
    expect(results.filter(({ points }) => points === 0).map(({ id }) => id)).toEqual(["alpha"]);
    expect(results.find(({ id }) => id === "de")?.remark).toBe("de follows rightly from your alpha: carried forward");
  });

  it("gives nothing for zeros", () => {
    const zeros = { alpha: [0, 0, 0], c: [0, 0], both: [[0, 0, 0], [0, 0, 0]], scaled: [0, 0, 0], mixed: [0, 0], de: [0, 0, 0] }; // biome-ignore format: a row
    const rest = { variance: 0, divisor: 0, leftover: 0, own: "0", other: "0" };
    expect(score(grade({ ...zeros, ...rest })).points).toBe(0);
  });

  it.each([
    "a(1-a)", "a - a^2", "a*(1 - a)", "a − a²", "(1-a) a", "-a (a - 1)", "0.25 - (a - 0.5)^2", "a/1 - a**2", "a·(1−a)", "1/4-(1/2-a)^2",
  ])("takes ∂αⱼ/∂eⱼ as %s", (own) => {
    expect(failures({ own })).toEqual([]);
  }); // biome-ignore format: a list

  it.each<[Answers, string]>([
    [{ alpha: softmax(scores(canonical.before, canonical.h)).slice(1) }, "your answer: alpha must be [T_src] = [3], got an Array of 2"],
    [{ both: [[1, 0], [0, 1], [0, 0]] }, "your answer: both must be [2, T_src] = [2, 3], got an Array of shape [3, 2]"],
    [{ c: 0.755 }, "your answer: c must be [H] = [2], got 0.755"],
    [{ de: [NaN, 0, 0] }, "de is not answered yet"],
    [{ own: "α - α^2" }, "own `α` is not one of the variables a"],
    [{ other: 0 }, "other must be a formula as text, got 0"],
  ])("says what is wrong with %j", (changed, problem) => {
    expect(failures(changed)[0]).toBe(problem);
  }); // biome-ignore format: a list
});
