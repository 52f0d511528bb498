import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { loadCourse } from "./load-course.js";
import { WrongUsage } from "./usage.js";

const folder = mkdtempSync(join(tmpdir(), "unrolled course "));
afterAll(() => rmSync(folder, { recursive: true }));

function module(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

it("loads a course from a path or an address", async () => {
  const path = module("good.mjs", 'export const course = { title: "A", exercises: [], folder: "f" };');
  const loaded = { course: { title: "A", exercises: [], folder: "f" }, courseModule: pathToFileURL(path).href };
  expect(await loadCourse(path)).toEqual(loaded);
  expect(await loadCourse(loaded.courseModule)).toEqual(loaded);
});

it.each([
  ["other.mjs", "export const area = 1;", "must export `course`, with title, exercises and folder"],
  ["half.mjs", 'export const course = { title: "A" };', "must export `course`, with title, exercises and folder"],
  ["torn.mjs", "export const", "cannot be loaded"],
])("refuses %s, which is no course", async (name, text, message) => {
  const loading = loadCourse(module(name, text));
  await expect(loading).rejects.toThrow(WrongUsage);
  await expect(loading).rejects.toThrow(message);
});

it("refuses a module that is not there", async () => {
  await expect(loadCourse(join(folder, "none.mjs"))).rejects.toThrow(/^--course .*none\.mjs cannot be loaded: /);
});
