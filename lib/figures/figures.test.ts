import { beforeAll, describe, expect, it } from "vitest";
import { breathe, type FigureResult, runFigure } from "./figure-module.js";
import { figures } from "./index.js";
import { powerOfTen } from "./marks.js";

it("lists the figures once each, by number", () => {
  const numbers = figures.map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(new Set(figures.map(({ slug }) => slug)).size).toBe(figures.length);
  for (const { slug } of figures) expect(slug).toMatch(/^[a-z0-9-]+$/);
});

describe.each(figures.map((module) => [module.number, module.slug, module] as const))(
  "figure %d, %s",
  (_, __, module) => {
    let result: FigureResult;
    beforeAll(async () => {
      result = await runFigure(module, { fast: module.recorded !== undefined }); // trainings take minutes
    });

    it("bears out its claims", () => {
      expect(result.criteria.length).toBeGreaterThan(0);
      expect(result.criteria.filter(({ holds }) => !holds)).toEqual([]);
    });

    it("would refuse them if its metrics were wrong", () => {
      for (const wrong of [Number.NaN, 1e300, -1e300]) {
        const metrics = Object.fromEntries(Object.keys(result.metrics).map((name) => [name, wrong]));
        expect(module.criteria(metrics).some(({ holds }) => !holds)).toBe(true);
      }
    });

    it("measures finite numbers", () => {
      expect(Object.entries(result.metrics).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
    });

    it("has its data as a full table", () => {
      const columns = Object.keys(result.rows[0]);
      expect(columns.length).toBeGreaterThan(1);
      for (const row of result.rows) {
        expect(Object.keys(row)).toEqual(columns);
        expect(Object.values(row).filter((value) => typeof value === "number" && !Number.isFinite(value))).toEqual([]);
      }
    });

    it("says in words what it shows", () => {
      expect(result.figure.title.length).toBeLessThan(80);
      expect(result.figure.alt.split(" ").length).toBeGreaterThan(25);
      expect(`${result.figure.title} ${result.figure.alt}`).not.toMatch(/NaN|undefined|Infinity|\[object/);
    });

    it("shows the same in its fast form", async () => {
      const fast = await runFigure(module, { fast: true });
      expect(fast.criteria.filter(({ holds }) => !holds)).toEqual([]);
    });
  },
);

it("tells how far it is, and stops when asked", async () => {
  const done: number[] = [];
  await breathe(0.5, { onProgress: (part) => done.push(part) });
  expect(done).toEqual([0.5]);
  await expect(breathe(0.5, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
});

it.each([
  [-58.8, "10⁻⁵⁹"],
  [19.04, "10¹⁹"],
  [0, "10⁰"],
])("writes 1e%d as %s", (log10, text) => {
  expect(powerOfTen(log10)).toBe(text);
});
