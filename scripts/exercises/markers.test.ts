import { describe, expect, it } from "vitest";
import { strip } from "./markers.js";

const lines = (...text: string[]): string => text.join("\n");

describe("strip", () => {
  it("puts a stub that throws in place of the solution, indented like it", () => {
    const source = lines("function f() {", "  // BEGIN SOLUTION", "  return 1;", "  // END SOLUTION", "}");
    expect(strip(source)).toEqual({
      stub: lines("function f() {", "  // your code here", '  throw new Error("not yet written");', "}"),
      solution: ["  return 1;"],
    });
  });

  it("puts the author's stub there when there is one", () => {
    const source = lines("// BEGIN SOLUTION", "const h = 3;", "// STUB", "// const h = NaN;", "// END SOLUTION");
    expect(strip(source).stub).toBe("const h = NaN;");
  });

  it("takes several solutions in one cell", () => {
    const one = ["// BEGIN SOLUTION", "a();", "// END SOLUTION"];
    expect(strip(lines(...one, "b();", ...one)).solution).toEqual(["a();", "a();"]);
  });

  it.each([
    ["an unfinished solution", lines("// BEGIN SOLUTION", "a();"), '"// BEGIN SOLUTION" without "// END SOLUTION"'],
    ["an end without beginning", lines("a();", "// END SOLUTION"), '"// END SOLUTION" without "// BEGIN SOLUTION"'],
    ["a solution in a solution", lines("// BEGIN SOLUTION", "// BEGIN SOLUTION"), "inside a solution"],
    ["a stub outside", lines("// STUB", "// a();"), '"// STUB" outside a solution'],
    ["a marker behind code", "a(); // BEGIN SOLUTION", "on a line of its own"],
    ["an empty solution", lines("// BEGIN SOLUTION", " ", "// END SOLUTION"), "an empty solution"],
    [
      "a stub that is not a comment",
      lines("// BEGIN SOLUTION", "a();", "// STUB", "b();", "// END SOLUTION"),
      "must be a comment",
    ],
    [
      "an exercise solved already",
      lines("// BEGIN SOLUTION", "a();", "// STUB", "// a();", "// END SOLUTION"),
      "the stub is the solution",
    ],
  ])("refuses %s", (_, source, message) => {
    expect(() => strip(source)).toThrow(message);
  });
});
