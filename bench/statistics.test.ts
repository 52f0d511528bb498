import { expect, test } from "vitest";
import type { Turn } from "./contestant.js";
import { contaminated, exponent, median, ratioTo, summarise } from "./statistics.js";

/** A turn of 500 ms on one core, in which nothing disturbed it. */
const quiet = (ms: number, change: Partial<Turn> = {}): Turn => {
  return { ms: [ms, ms, 10 * ms], loss: 4, cpu: 500, wall: 500, foreign: 0, ...change };
};

test("median", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

test("a turn beside other processes is contaminated, from a tenth of a core on", () => {
  expect(contaminated([quiet(1, { foreign: 45 }), quiet(1, { foreign: 55 })])).toEqual([false, true]);
});

test("a turn that got less processor time than usual is contaminated", () => {
  const turns = [quiet(1), quiet(1, { cpu: 460 }), quiet(1, { cpu: 440 }), quiet(1), quiet(1)];
  expect(contaminated(turns)).toEqual([false, false, true, false, false]);
});

test("only clean turns count, where there are any", () => {
  const loaded = { foreign: 400 };
  expect(summarise([quiet(2), quiet(9, loaded), quiet(4)]).ms).toBe(3);
  expect(summarise([quiet(2, loaded), quiet(9, loaded), quiet(4, loaded)]).ms).toBe(4);
});

test("ratios are taken round by round, so that a slow machine cancels out", () => {
  const reference = summarise([quiet(10), quiet(20), quiet(40)]);
  const result = summarise([quiet(5), quiet(10), quiet(10)]);
  expect(ratioTo(reference, result)).toEqual({ median: 2, low: 2, high: 4 });
});

test("a round in which either was disturbed does not count", () => {
  const reference = summarise([quiet(10), quiet(90, { foreign: 400 }), quiet(10)]);
  const result = summarise([quiet(5), quiet(5), quiet(1, { foreign: 400 })]);
  expect(ratioTo(reference, result)).toEqual({ median: 2, low: 2, high: 2 });
});

test("one turn alone is compared with the reference's median", () => {
  const reference = summarise([quiet(10), quiet(20), quiet(60)]);
  expect(ratioTo(reference, summarise([quiet(200)]))).toEqual({ median: 0.1, low: 0.1, high: 0.1 });
});

test("the exponent of a power", () => {
  expect(exponent([1, 2, 4, 8], [3, 6, 12, 24])).toBeCloseTo(1);
  expect(exponent([1, 2, 4, 8], [1, 4, 16, 64])).toBeCloseTo(2);
});
