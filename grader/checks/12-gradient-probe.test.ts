import { gradientNormOverTime, normalInit, type Params, Rng, Tensor } from "unrolled";
import { describe, expect, it } from "vitest";
import { findExercise } from "../catalogue/index.js";
import { exactJacobian, exactProbe } from "./12-gradient-probe.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { type CheckResult, gradeExercise, score } from "./grade.js";
import { localAnswers } from "./local.js";

const right = findExercise(12)!.bank.right[0].answers;
const clip = right.clipByNorm as (grads: Params, maxNorm: number) => { grads: Params; norm: number };
const grade = (changed: Answers): CheckResult[] =>
  converse(gradeExercise(findExercise(12)!, 5), localAnswers({ ...right, ...changed }));
const failed = (changed: Answers): string[] => grade(changed).flatMap(({ id, failure }) => (failure ? [id] : []));

describe("exercise 12", () => {
  it("computes as the library does", () => {
    const rng = new Rng(3);
    const [T, H] = [7, 4];
    const Whh = normalInit(rng, [H, H], 0.8);
    const states = Array.from({ length: T }, () => Float64Array.from({ length: H }, () => rng.uniform(-0.9, 0.9)));
    const gradient = Float64Array.from({ length: H }, () => rng.normal());
    const derivative = states.map((h) => h.map((x) => 1 - x ** 2));
    const library = gradientNormOverTime(Whh, { T, derivative, gradient });
    const own = exactProbe(states.map((h) => exactJacobian(Whh, h)), gradient); // biome-ignore format: a line
    expect([...own]).toEqual([...library].map((x) => expect.closeTo(x, 10)));
  });

  it("gives nothing for zeros, and does not take the limit for the norm", () => {
    const zeros = (grads: Params): Params =>
      Object.fromEntries(Object.entries(grads).map(([name, { shape }]) => [name, Tensor.zeros([...shape])]));
    const nothing = {
      stepJacobian: (W: Tensor) => Tensor.zeros([...W.shape]),
      gradientProbe: (jacobians: Tensor[]) => new Float64Array(jacobians.length + 1),
      clipByNorm: (grads: Params) => ({ grads: zeros(grads), norm: 0 }),
    };
    expect(score(grade(nothing)).points).toBe(0);
    const untouched = (grads: Params, maxNorm: number): unknown => ({ grads, norm: maxNorm });
    expect(failed({ clipByNorm: untouched })).toEqual(["norm", "clipped"]);
  });

  it("lets a wrong norm be paid for once, as far as it shortens", () => {
    const byOwn = (norm: (exact: number) => number) => (grads: Params, maxNorm: number): unknown => {
      const own = norm(clip(grads, maxNorm).norm);
      const scaled = clip(grads, Number.POSITIVE_INFINITY).grads;
      for (const { data } of Object.values(scaled)) data.set(data.map((x) => x * Math.min(1, maxNorm / own)));
      return { grads: scaled, norm: own };
    }; // biome-ignore format: a function
    expect(failed({ clipByNorm: byOwn((norm) => norm * 1.2) })).toEqual(["norm"]);
    expect(failed({ clipByNorm: byOwn((norm) => norm / 1000) })).toEqual(["norm", "clipped"]);
  });

  it.each<[string, Answers, string]>([
    ["a list that is too short", { gradientProbe: (jacobians: Tensor[]) => new Float64Array(jacobians.length) }, "gradientProbe: norms must be [T + 1] = [2], got [1]"],
    ["a matrix", { gradientProbe: (jacobians: Tensor[]) => jacobians[0] }, "gradientProbe: norms must be [T + 1] = [2], got [2, 2]"],
    ["NaN", { gradientProbe: (jacobians: Tensor[]) => new Float64Array(jacobians.length + 1).fill(Number.NaN) }, "gradientProbe: the logarithms must be finite, over 1 steps too"],
    ["only gradients", { clipByNorm: (grads: Params) => grads }, "clipByNorm: must return an object with `norm`, got one with { Wxh, Whh, bh, Why }"],
    ["a missing tensor", { clipByNorm: ({ bh }: Params, maxNorm: number) => clip({ bh }, maxNorm) }, "clipByNorm: grads: must return an object with `Wxh`, got one with { bh }"],
    ["a norm as a list", { clipByNorm: (grads: Params, maxNorm: number) => ({ ...clip(grads, maxNorm), norm: [1] }) }, "clipByNorm: norm must be a number, got an Array of 1"],
    ["a vector for the Jacobian", { stepJacobian: (_: Tensor, h: Float64Array) => h }, "stepJacobian: J must be [H, H] = [2, 2], got [2]"],
  ])("says what is wrong with %s", (_, changed, problem) => {
    const problems = grade(changed).flatMap(({ failure }) => (failure ? [failure.problem] : []));
    expect(problems).toContain(problem);
  }); // biome-ignore format: a list

  it("takes its time in bounds even for a mistake that nobody knows", () => {
    const strange = (jacobians: Tensor[]): Float64Array =>
      Float64Array.from({ length: jacobians.length + 1 }, (_, k) => k / 7);
    const start = process.cpuUsage().user;
    expect(failed({ gradientProbe: strange }).length).toBe(4);
    expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(1.5); // seconds
  });
});
