import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exercisesFolder, generateAll, solutionsFolder, strangers } from "./course.js";

describe("exercises/", () => {
  it.each([...generateAll()])("%s is what solutions/ makes (else: npm run exercises)", (file, content) => {
    expect(readFileSync(join(exercisesFolder, file), "utf8")).toBe(content);
  });

  it.each([...generateAll()])("%s links to nothing that is missing", (_, content) => {
    const links = [...content.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link);
    expect(links).not.toEqual([]); // the notebook that it belongs to
    expect(links.filter((link) => !existsSync(join(exercisesFolder, link)))).toEqual([]);
  });

  it("and solutions/ hold nothing else", () => {
    expect(strangers(exercisesFolder)).toEqual([]);
    expect(strangers(solutionsFolder)).toEqual([]);
  });
});
