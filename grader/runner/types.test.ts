import { describe, expect, it } from "vitest";
import { courseRoot } from "../submissions/course.js";
import { TypeChecker } from "./types.js";

const checker = new TypeChecker(courseRoot());
const check = (...sources: string[]) => checker.check(sources.map((source, i) => ({ id: `c${i}`, source })));

describe("type errors", () => {
  it("are named with their cell and place", () => {
    expect(check("const a: number = 1;", '\nconst b: number = a + "x";')).toEqual([
      "the cell [c1], 2:7 - Type 'string' is not assignable to type 'number'.",
    ]);
  });

  it("are found across cells, by types and imports that an earlier cell declared", () => {
    const setup = 'import { Tensor, type RnnParams } from "unrolled"; type Step = { x: Float64Array };';
    expect(check(setup, "const step: Step = { x: Tensor.zeros([2]).data as Float64Array }; let p: RnnParams;")).toEqual(
      [],
    );
    expect(check(setup, "const step: Step = { x: 1 };")).toEqual([expect.stringContaining("c1")]);
  });

  it("are none where a cell declares a name again, awaits at the top, or prints", () => {
    expect(check("const a = 1;", "const a = 'x'; await a; console.log(a.length);")).toEqual([]);
  });

  it("are ten at most", () => {
    expect(check("missing;".repeat(50))).toHaveLength(10);
  });
});
