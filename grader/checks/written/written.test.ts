import { Rng } from "unrolled";
import { describe, expect, it } from "vitest";
import { type Asking, converse, NoAnswer } from "../conversation.js";
import type { Answers } from "../exercise.js";
import { Failure } from "../failure.js";
import { localAnswers } from "../local.js";
import { gradeChoice } from "./choice.js";
import { readFormula } from "./expression.js";
import { type Carried, gradeNumber, type NumberAnswer } from "./number.js";
import { gradeFormula } from "./symbolic.js";
import { gradeVector } from "./vector.js";

/** The remark of a pass, "passed", or the problem of a failure. */
function outcome(asking: Asking<string | undefined>, answers: Answers): string {
  try {
    return converse(asking, localAnswers(answers)) ?? "passed";
  } catch (error) {
    if (error instanceof Failure || error instanceof NoAnswer) return error.message;
    throw error;
  }
}

describe("a number", () => {
  const answer: NumberAnswer = { name: "n", exact: 13.45678, precision: { decimals: 3 }, what: "the number of days" };
  const asked = (change: Partial<NumberAnswer & { carried: Carried }>, n: unknown, more: Answers = {}): string =>
    outcome(gradeNumber({ ...answer, ...change }), { n, ...more });

  it.each([
    [13.457, "passed"],
    [13.5, "n = 13.5 is right so far: give 3 decimals"],
    [13, "n = 13 is not the number of days"],
    [13.456, "passed"], // cut off
    [13.4567, "passed"],
    [13.455, "n = 13.455 is not the number of days"],
    [13.46, "n = 13.46 is right so far: give 3 decimals"],
    [13, "n = 13 is not the number of days"],
    [NaN, "n is not answered yet"],
    ["13.457", 'n must be a number, got "13.457"'],
    [Infinity, "n must be finite, got Infinity"],
  ])("of three decimals: %s", (n, expected) => {
    expect(asked({}, n)).toBe(expected);
  });

  it("of significant digits, however small", () => {
    const change = { exact: 1.6234e-60, precision: { digits: 2 } } as const;
    expect(asked(change, 1.6e-60)).toBe("passed");
    expect(asked(change, 1.4e-60)).toBe("n = 1.4e-60 is not the number of days");
    expect(asked(change, 0)).toBe("n = 0 is not the number of days");
  });

  it("of things that are counted: exactly", () => {
    const change = { exact: 3_840_000, precision: "exact" } as const;
    expect(asked(change, 3_840_000)).toBe("passed");
    expect(asked(change, 3_840_001)).toBe("n = 3840001 is not the number of days");
    expect(asked(change, 3_840_000.5)).toBe("n = 3840000.5 is not the number of days, which is a whole number");
  });

  it("that follows from an earlier mistake, unless that says nothing", () => {
    const carried = { from: ["m"], follow: (m: number) => 2 * m + 1 };
    expect(asked({ carried }, 7, { m: 3 })).toBe("n follows rightly from your m: carried forward");
    expect(asked({ carried }, 1, { m: 0 })).toBe("n = 1 is not the number of days");
    expect(asked({ carried }, 8, { m: 3 })).toBe("n = 8 is not the number of days");
    expect(asked({ carried }, 7, { m: "3" })).toBe("n = 7 is not the number of days");
  });
});

describe("a vector", () => {
  const asked = (v: unknown): string =>
    outcome(
      gradeVector({
        name: "v",
        symbols: "[2, 3]",
        shape: [2, 3],
        exact: [1, 2, 3, 4, 5, 6.25],
        precision: { decimals: 2 },
        what: "the matrix",
      }),
      { v },
    );
  const right = [[1, 2, 3], [4, 5, 6.25]]; // biome-ignore format: a matrix

  it("may be nested, typed or flat", () => {
    for (const v of [right, right.map((row) => Float64Array.from(row)), Float64Array.from(right.flat())]) {
      expect(asked(v)).toBe("passed");
    }
  });

  it.each<[unknown, string]>([
    [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      "v = [[1,2,3],[4,5,6]] is not the matrix",
    ],
    [
      [
        [1, 2, 3],
        [4, 5, NaN],
      ],
      "v is not answered yet",
    ],
    [
      [
        [1, 4],
        [2, 5],
        [3, 6.25],
      ],
      "your answer: v must be [2, 3], got an Array of shape [3, 2]",
    ],
    ["none", 'your answer: v must be [2, 3], got "none"'],
  ])("that is %j", (v, problem) => {
    // biome-ignore format: short
    expect(asked(v)).toBe(problem);
  });
});

it("asks for more digits of a vector that has too few", () => {
  const exact = [0.24473, 0.66524, 0.5];
  const asked = {
    name: "v",
    symbols: "[3]",
    shape: [3],
    exact,
    precision: { decimals: 3 },
    what: "the weights",
  } as const;
  expect(outcome(gradeVector(asked), { v: [0.24, 0.67, 0.5] })).toBe("v is right so far: give 3 decimals");
  expect(outcome(gradeVector(asked), { v: [0.24, 0.68, 0.5] })).toBe("v = [0.24,0.68,0.5] is not the weights");
});

describe("a vector that follows from an earlier one", () => {
  const asked = (w: unknown, v: unknown): string =>
    outcome(
      gradeVector({
        name: "w",
        symbols: "[2]",
        shape: [2],
        exact: [2, 4],
        precision: { decimals: 2 },
        what: "twice v",
        carried: { from: "v", size: 2, follow: (own) => [2 * own[0], 2 * own[1]] },
      }),
      { w, v },
    );

  it.each<[unknown, unknown, string]>([
    [[2, 4], [1, 2], "passed"],
    [[2, 4], [3, 5], "passed"],
    [[6, 10], [3, 5], "w follows rightly from your v: carried forward"],
    [[6, 10], Float64Array.of(3, 5), "w follows rightly from your v: carried forward"],
    [[6, 11], [3, 5], "w = [6,11] is not twice v"],
    [[0, 0], [0, 0], "w = [0,0] is not twice v"],
    [[6, 10], [3, 5, 1], "w = [6,10] is not twice v"],
    [[6, 10], ["3", "5"], "w = [6,10] is not twice v"],
    [[6], [3, 5], "your answer: w must be [2], got an Array of 1"],
    [[NaN, 10], [3, 5], "w is not answered yet"],
  ])("%j from %j", (w, v, expected) => {
    expect(asked(w, v)).toBe(expected);
  });
});

describe("a choice", () => {
  const asked = (c: unknown): string =>
    outcome(gradeChoice({ name: "c", options: ["sufficient", "necessary"], right: "necessary" }), { c });

  it.each([
    ["necessary", "passed"],
    [" Necessary", "passed"],
    ["sufficient", 'c is not "sufficient"'],
    ["", "c is not answered yet"],
    ["both", 'c must be one of "sufficient", "necessary", got "both"'],
    [1, 'c must be one of "sufficient", "necessary", got 1'],
  ])("of %j", (c, expected) => {
    expect(asked(c)).toBe(expected);
  });
});

describe("a formula", () => {
  const domain = { h2: [0.1, 0.8], h3: [-0.8, -0.1], wh: [0.2, 0.9] } as const;
  const exact = ({ h2, h3, wh }: { [name: string]: number }): number => h3 * (1 - h3 ** 2) * h2 + wh;
  const asked = (f: unknown): string =>
    outcome(gradeFormula(new Rng(3), { name: "f", exact, domain, what: "the derivative" }), { f });

  it.each([
    "h3*(1-h3^2)*h2 + wh",
    "h3(1 - h3²) h2 + w_h",
    "h₂·h₃·(1 − h₃)·(1 + h₃) + wh",
    "wh - h3**3 h2 + h2 h3",
    "w_{h} + h_3 h_2 (1-h_3^2)",
    "cos(h3)^2 wh + sin(h3)^2 wh + h2 h3 / 2 * (2 - 2 h3^2)",
    "cos^2(h3(1 - h3)) wh + sin^2 (h3(1 - h3)) wh + h2 h3 - h2 h3^3",
  ])("in any form: %s", (f) => {
    expect(asked(f)).toBe("passed");
  });

  it.each<[unknown, string]>([
    ["h3*h2 + wh", "f is not the derivative"],
    ["", "f is not answered yet"],
    [3, "f must be a formula as text, got 3"],
    ["h3 * (", "f cannot be read: Unexpected end of expression (char 7)"],
    ["h4 + 1", "f `h4` is not one of the variables h2, h3, wh"],
    [
      "gamma(h3)",
      "f `gamma` is not one of the variables h2, h3, wh, nor of the functions tanh, sigmoid, exp, log, ln, sqrt, sin, cos, abs, sech, cosh",
    ],
    ["wh = 3", 'f may not hold "=": write only what stands to its right'],
    ["[1, 2]", "f may hold only numbers, variables, + − * / ^, and functions"],
    ["h3!", 'f may not hold "!"'],
    ["f(x) = x; 3", 'f may not hold "=": write only what stands to its right'],
    ["h2; 3", "f may hold only numbers, variables, + − * / ^, and functions"],
    ["constructor", "f `constructor` is not one of the variables h2, h3, wh"],
    ["h2.constructor", "f may hold only numbers, variables, + − * / ^, and functions"],
    ["1/0", "f is not the derivative"],
    [`1${"+1".repeat(300)}`, "f is longer than 400 characters"],
  ])("that says %j", (f, problem) => {
    expect(asked(f)).toBe(problem);
  });

  it.each([
    ["z(1-z)^2", 0.2 * 0.8 ** 2],
    ["2z (1 - z)² + z(1-z)", 2 * 0.2 * 0.8 ** 2 + 0.2 * 0.8],
    ["z(x(1-z) + z)", 0.2 * (3 * 0.8 + 0.2)],
    ["1 / z(1-z)", 1 / (0.2 * 0.8)],
  ])("with a variable before parentheses is a product: %s", (text, value) => {
    expect(readFormula(text, ["x", "z"])({ x: 3, z: 0.2 })).toBeCloseTo(value, 12);
  });

  it("of the deepest kind that fits is read at once", () => {
    const start = process.cpuUsage().user;
    expect(readFormula(`${"(".repeat(190)}x${")".repeat(190)}`, ["x"])({ x: 3 })).toBe(3);
    expect(readFormula("9^9^9^9^9", [])({})).toBe(Infinity);
    expect(process.cpuUsage().user - start).toBeLessThan(1e6); // microseconds
  });
});
