import {
  bahdanauBackward, bahdanauForward, luongDotBackward, luongDotForward, luongGeneralBackward, luongGeneralForward,
  normalInit, type Params, Rng, scaledDotBackward, scaledDotForward, Tensor, zeroGrads,
} from "unrolled"; // biome-ignore format: a list
import { describe, expect, it } from "vitest";
import { findExercise } from "../catalogue/index.js";
import {
  exactAttend, exactAttendBackward, exactScores, exactScoresBackward, KINDS, type Kind, vector,
} from "./17-reference.js"; // biome-ignore format: a list
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { type CheckResult, gradeExercise, score } from "./grade.js";
import { localAnswers } from "./local.js";

const right = findExercise(17)!.bank.right[0].answers;
const grade = (answers: Answers): CheckResult[] => converse(gradeExercise(findExercise(17)!, 5), localAnswers(answers));
const problems = (changed: Answers): string[] =>
  grade({ ...right, ...changed }).flatMap(({ failure }) => (failure ? [failure.problem] : []));

type Sizes = { S: number; H: number; A: number; T: number };

/** The library's forward and backward of a kind, on the exercise's parameters. */
function library(kind: Kind, params: Params, s: Float64Array, h: Float64Array[], mask: boolean[], dc: Float64Array) {
  if (kind === "dot") return luongDotBackward(dc, luongDotForward(s, h, mask).cache);
  if (kind === "scaled") return scaledDotBackward(dc, scaledDotForward(s, h, mask).cache);
  if (kind === "general") {
    const own = { "W.weight": params.W };
    const grads = zeroGrads(own);
    return {
      ...luongGeneralBackward(own, grads, dc, luongGeneralForward(own, s, h, mask).cache),
      W: grads["W.weight"],
    };
  }
  const { W1, W2, b, v } = params;
  const own = { "W1.weight": W1, "W1.bias": b, "W2.weight": W2, "W2.bias": Tensor.zeros([...b.shape]), "v.weight": v.reshape([1, v.size]) }; // biome-ignore format: a line
  const grads = zeroGrads(own);
  const back = bahdanauBackward(own, grads, dc, bahdanauForward(own, s, h, mask).cache);
  return { ...back, W1: grads["W1.weight"], W2: grads["W2.weight"], b: grads["W1.bias"], v: grads["v.weight"] };
}

describe("exercise 17", () => {
  it.each(KINDS)("its four formulae together are the library's: %s", (kind) => {
    const rng = new Rng(4);
    const isSame = kind === "dot" || kind === "scaled";
    const { S, H, A, T }: Sizes = { S: 3, H: isSame ? 3 : 2, A: 5, T: 4 };
    const params = { W: normalInit(rng, [S, H], 1), W1: normalInit(rng, [A, S], 1), W2: normalInit(rng, [A, H], 1), b: normalInit(rng, [A], 1), v: normalInit(rng, [A], 1) }; // biome-ignore format: a line
    const random = (size: number): Float64Array => vector(size, () => rng.normal());
    const [s, h, dc, mask] = [random(S), Array.from({ length: T }, () => random(H)), random(H), [true, false, true, true]]; // biome-ignore format: a line
    const { alpha } = exactAttend(exactScores(kind, params, s, h), h, mask);
    const values = exactAttendBackward(dc, h, alpha);
    const keys = exactScoresBackward(kind, params, s, h, values.de);
    const theirs = library(kind, params, s, h, mask, dc) as ReturnType<typeof luongDotBackward> & Params;
    const close = (mine: ArrayLike<number>, wanted: ArrayLike<number>): void =>
      expect(Array.from(mine)).toEqual(Array.from(wanted, (x) => expect.closeTo(x, 12)));
    close(keys.ds, theirs.ds);
    for (const [j, row] of theirs.dh.entries()) close(values.dh[j].map((x, k) => x + keys.dh[j][k]), row); // biome-ignore format: a line
    for (const [name, tensor] of Object.entries(keys.grads)) close(tensor.data, theirs[name].data);
  });

  it("gives nothing for zeros, and marks the functions apart", () => {
    const zeros = (size: number): Float64Array => new Float64Array(size);
    const still = {
      scores: (_: Kind, __: Params, ___: unknown, h: Float64Array[]) => zeros(h.length),
      attend: (e: Float64Array, h: Float64Array[]) => ({ alpha: zeros(e.length), c: zeros(h[0].length) }),
      attendBackward: (_: unknown, h: Float64Array[]) => ({ de: zeros(h.length), dh: h.map(({ length }) => zeros(length)) }),
      scoresBackward: (_: Kind, params: Params, s: Float64Array, h: Float64Array[]) => ({ ds: zeros(s.length), dh: h.map(({ length }) => zeros(length)), grads: zeroGrads(params) }),
    }; // biome-ignore format: functions
    expect(score(grade(still)).points).toBe(0);
    expect(["scores", "attend", "attendBackward", "scoresBackward"].map((name) => score(grade({ [name]: right[name] })).points)).toEqual([3, 4, 2, 3]); // biome-ignore format: a line
  });

  it.each<[string, Answers, string]>([
    ["too many scores", { scores: () => new Float64Array(9) }, 'scores: e of "dot" must be [T_src] = [2], got [9]'],
    ["bare weights", { attend: (e: Float64Array) => e }, "attend: must return an object with `alpha`, got [3]"],
    ["NaN", { attend: (e: Float64Array, h: Float64Array[]) => ({ alpha: e.map(() => Number.NaN), c: h[0] }) }, "attend: alpha must be finite, got NaN at index 0"],
    ["one vector for dh", { attendBackward: (dc: Float64Array, _: unknown, alpha: Float64Array) => ({ de: alpha, dh: dc }) }, "attendBackward: dh must be [T_src, H] = [3, 2], got [2]"],
    ["no grads", { scoresBackward: (_: Kind, __: Params, s: Float64Array, h: Float64Array[]) => ({ ds: s, dh: h }) }, "ds[0]"],
  ])("says what is wrong with %s", (_, changed, problem) => {
    expect(problems(changed).find((said) => said.startsWith(problem))).toBeDefined();
  }); // biome-ignore format: a list
});
