import { describe, expect, it } from "vitest";
import { Rng } from "../tensor/rng.js";
import { addingProblem } from "./adding.js";
import { datePair } from "./dates.js";
import { copyTask, echoTask, parityTask } from "./memory-tasks.js";

/** Column b of ids [T, B]. */
const column = (ids: Int32Array, B: number, b: number): number[] => [...ids].filter((_, i) => i % B === b);

describe("addingProblem", () => {
  const [T, B] = [9, 200];
  const { x, target } = addingProblem(new Rng(1), T, B);

  it("marks one number in each half, and asks for their sum", () => {
    expect([x.shape, target.shape]).toEqual([
      [T, B, 2],
      [B, 1],
    ]);
    for (let b = 0; b < B; b++) {
      const marked = Array.from({ length: T }, (_, t) => t).filter((t) => x.at(t, b, 1) === 1);
      expect(marked).toHaveLength(2);
      expect(marked[0]).toBeLessThan(4);
      expect(marked[1]).toBeGreaterThanOrEqual(4);
      expect(target.at(b, 0)).toBe(x.at(marked[0], b, 0) + x.at(marked[1], b, 0));
    }
  });

  it("marks every position of a half equally often", () => {
    for (let t = 0; t < T; t++) {
      const marks = Array.from({ length: B }, (_, b) => x.at(t, b, 1)).reduce((sum, mark) => sum + mark);
      expect(Math.abs(marks / B - (t < 4 ? 1 / 4 : 1 / 5))).toBeLessThan(0.12);
    }
  });

  it("leaves 1/6 to whoever always answers 1", () => {
    const { target: many } = addingProblem(new Rng(2), 4, 20_000);
    const mse = [...many.data].reduce((sum, y) => sum + (y - 1) ** 2, 0) / many.size;
    expect(mse).toBeCloseTo(1 / 6, 2);
  });

  it("has the precision that is asked for", () => {
    expect(addingProblem(new Rng(1), 4, 2, "float32").x.dtype).toBe("float32");
    expect(() => addingProblem(new Rng(1), 4, 2, "f16" as never)).toThrow(
      'addingProblem: dtype must be "float32" or "float64", got "f16"',
    );
  });
});

describe("copyTask", () => {
  it("asks for the symbols after the signal, and for blanks before", () => {
    const { T, B, vocabSize, inputs, targets } = copyTask(new Rng(3), { length: 3, delay: 4, symbols: 5, B: 6 });
    expect([T, vocabSize]).toEqual([11, 7]);
    for (let b = 0; b < B; b++) {
      const [input, target] = [column(inputs, B, b), column(targets, B, b)];
      expect(input.slice(0, 3).every((id) => id >= 1 && id <= 5)).toBe(true);
      expect(input.slice(3)).toEqual([0, 0, 0, 0, 6, 0, 0, 0]);
      expect(target).toEqual([...new Array(8).fill(0), ...input.slice(0, 3)]);
    }
  });
});

describe("echoTask", () => {
  it.each([0, 1, 5, 7, 12])("says the input again %i steps later", (lag) => {
    const { T, B, inputs, targets } = echoTask(new Rng(4), { T: 10, lag, B: 3 });
    for (let b = 0; b < B; b++) {
      const input = column(inputs, B, b);
      const late = [...new Array(lag).fill(0), ...input].slice(0, T);
      expect(column(targets, B, b)).toEqual(late);
      expect(new Set(input)).toEqual(new Set([0, 1]));
    }
  });
});

describe("parityTask", () => {
  it("counts the ones so far, modulo 2", () => {
    const { B, inputs, targets } = parityTask(new Rng(5), { T: 12, B: 3 });
    for (let b = 0; b < B; b++) {
      const input = column(inputs, B, b);
      expect(column(targets, B, b)).toEqual(input.map((_, t) => input.slice(0, t + 1).reduce((x, y) => x + y) % 2));
    }
  });
});

describe("datePair", () => {
  const rng = new Rng(6);
  const pairs = Array.from({ length: 500 }, () => datePair(rng));

  it("writes one date in two ways", () => {
    for (const { source, target } of pairs.filter((pair) => !pair.source.includes("/"))) {
      expect(new Date(`${source} UTC`).toISOString().slice(0, 10)).toBe(target);
    }
  });

  it("puts the day first where all are numbers", () => {
    for (const { source, target } of pairs.filter((pair) => pair.source.includes("/"))) {
      const [day, month, year] = source.split("/");
      expect(`${year}-${month}-${day.padStart(2, "0")}`).toBe(target);
    }
  });

  it("names the right weekday, and uses five forms", () => {
    for (const { source, target } of pairs.filter((pair) => pair.source.includes("day,"))) {
      const weekday = new Date(target).toLocaleDateString("en-GB", { weekday: "long", timeZone: "UTC" });
      expect(source.startsWith(weekday)).toBe(true);
    }
    const form = (source: string): string =>
      source
        .replace(/\w+day/, "weekday")
        .replace(/[A-Z]\w+/, "Month")
        .replace(/\d+/g, "0");
    expect(new Set(pairs.map(({ source }) => form(source).replace(/^0 [a-z]{3} /, "0 mon "))).size).toBe(5);
  });
});

describe("every task", () => {
  it.each([
    ["adding", (rng: Rng) => addingProblem(rng, 8, 3)],
    ["copy", (rng: Rng) => copyTask(rng, { length: 3, delay: 2, B: 2 })],
    ["echo", (rng: Rng) => echoTask(rng, { T: 20, lag: 2, B: 2 })],
    ["parity", (rng: Rng) => parityTask(rng, { T: 20, B: 2 })],
    ["dates", (rng: Rng) => datePair(rng)],
  ])("%s: the same seed gives the same data, another seed other data", (_, make) => {
    expect(make(new Rng(7))).toEqual(make(new Rng(7)));
    expect(make(new Rng(7))).not.toEqual(make(new Rng(8)));
  });
});
