import ts from "typescript";
import { describe, expect, it, vi } from "vitest";
import { readings } from "../attacks/readings.js";
import { courseRoot } from "../submissions/course.js";
import { Secrets } from "../testing/secrets.js";
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

describe("the compiler's files", () => {
  it("are what a notebook imports", () => {
    expect(check('import { check as c, hint } from "unrolled-grader"; c(1, {}); hint("one");')).toEqual([
      expect.stringContaining("'string' is not assignable to parameter of type 'number'"),
    ]);
    expect(check('import { lstmForward } from "unrolled"; const h: number = lstmForward;')).toEqual([
      expect.stringContaining("(params: LstmParams, x: Vec, hPrev: Vec, cPrev: Vec) =>"),
    ]);
  });

  const ofTheCourse = ["lib/package.json", "lib/dist/index", "grader/checks/grade", "node_modules/typescript"];
  it.each([
    ...[
      "unrolled/dist/index",
      "unrolled-grader/dist/checks/grade",
      "/unrolled-grader/checks/grade",
      "mathjs",
      "node:fs",
    ],
    ...ofTheCourse.map((path) => `${courseRoot()}/${path}`),
  ])("are not %s", (path) => {
    const errors = check(`import * as all from "${path}"; const known: never = all;`);
    expect(errors).toContainEqual(expect.stringContaining(`Cannot find module '${path}'`));
  });

  it("lie where no type error names a folder of this machine", () => {
    const [error] = check('const all: never = null as typeof import("unrolled");');
    expect(error).toContain('typeof import("/unrolled/index")');
  });

  it("are the only ones that are looked for, whatever a cell names", () => {
    const ways = ["fileExists", "readFile", "directoryExists", "getDirectories", "readDirectory", "realpath"] as const;
    const looks = ways.map((way) => vi.spyOn(ts.sys as Required<ts.System>, way));
    check(...readings.map(({ code }) => Secrets.fill(code, "/home/teacher")));
    expect(looks.flatMap(({ mock }) => mock.calls)).toEqual([]);
    vi.restoreAllMocks();
  });
});
