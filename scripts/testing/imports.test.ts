import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../setup/paths.mjs";
import { circlesOf, importsOf, sourcesIn } from "./imports.js";

describe("imports", () => {
  it("run in a circle where a path leads back, each named once", () => {
    const from = (pairs: string): { from: string; to: string }[] =>
      pairs.split(" ").map((pair) => ({ from: pair[0], to: pair[1] }));
    expect(circlesOf(from("ab bc cd bd"))).toEqual([]);
    expect(circlesOf(from("ab bc ca dc"))).toEqual(["a → b → c → a"]);
    expect(circlesOf(from("aa bc cb"))).toEqual(["a → a", "b → c → b"]);
  });

  it.each([
    ["grader", "cli.ts", "class/find.ts"],
    ["bench", "run.ts", "scaling.ts"],
    ["scripts", "exercises.ts", "exercises/course.ts"],
  ])("of %s run in no circle", (folder, from, to) => {
    const files = sourcesIn(join(root, folder));
    const imports = importsOf(join(root, folder), files);
    expect(imports).toContainEqual({ from, to });
    expect(circlesOf(imports)).toEqual([]);
  });
});
