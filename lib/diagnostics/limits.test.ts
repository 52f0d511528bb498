import { describe, expect, it } from "vitest";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { randomTensor } from "../testing/random.js";
import { layerLimits } from "./limits.js";
import { linearRecurrence, linearRecurrenceScan } from "./linear-recurrence.js";

describe("linear recurrence", () => {
  it("by hand: h = (2·1 + 1, 3·3 − 4, 0·5 + 7)", () => {
    const [a, b] = [Tensor.from([[2], [3], [0]]), Tensor.from([[1], [-4], [7]])];
    for (const recur of [linearRecurrence, linearRecurrenceScan]) {
      expect([...recur(a, b, Float64Array.of(1)).h.data]).toEqual([3, 5, 7]);
    }
  });

  it.each([1, 2, 3, 4, 5, 8, 13, 64, 100])("the scan equals the loop in ⌈log₂ T⌉ rounds (T = %i)", (T) => {
    const rng = new Rng(T);
    const [a, b, h0] = [randomTensor(rng, [T, 3]), randomTensor(rng, [T, 3]), randomTensor(rng, [3]).data];
    const [loop, scan] = [linearRecurrence(a, b, h0), linearRecurrenceScan(a, b, h0)];
    for (let i = 0; i < T * 3; i++) {
      expect(Math.abs(scan.h.data[i] - loop.h.data[i])).toBeLessThan(1e-10 * (1 + Math.abs(loop.h.data[i])));
    }
    expect(loop.rounds).toBe(layerLimits("recurrence", { T, d: 3 }).sequentialDepth);
    expect(scan.rounds).toBe(layerLimits("scan", { T, d: 3 }).sequentialDepth);
  });

  it("leaves its arguments alone", () => {
    const [a, b] = [Tensor.from([[2], [3]]), Tensor.from([[1], [1]])];
    linearRecurrenceScan(a, b, Float64Array.of(1));
    expect([...a.data, ...b.data]).toEqual([2, 3, 1, 1]);
  });

  const a = Tensor.zeros([3, 2]);
  it.each([
    [
      () => linearRecurrence(Tensor.zeros([0, 2]), a, new Float64Array(2)),
      "linearRecurrence: a must be [T, H] with T ≥ 1, got [0, 2]",
    ],
    [
      () => linearRecurrence(a, Tensor.zeros([2, 2]), new Float64Array(2)),
      "linearRecurrence: b must be [T, H] = [3, 2], got [2, 2]",
    ],
    [() => linearRecurrenceScan(a, a, new Float64Array(3)), "linearRecurrenceScan: h0 must be [H] = [2], got [3]"],
    [
      () => linearRecurrenceScan(a, a, new Float32Array(2)),
      "linearRecurrenceScan: h0 must be float64 like the parameters, got float32",
    ],
  ])("names what is wrong (%#)", (call, message) => {
    expect(call).toThrow(message);
  });
});

describe("layerLimits", () => {
  it("a thousand steps: 1000 rounds, 10 with a scan, 1 with attention", () => {
    const at = { T: 1000, d: 64 };
    expect(layerLimits("recurrence", at)).toEqual({ sequentialDepth: 1000, pathLength: 1000, cost: 1000 * 64 * 64 });
    expect(layerLimits("scan", at)).toEqual({ sequentialDepth: 10, pathLength: 10, cost: 2 * 1000 * 10 * 64 });
    expect(layerLimits("attention", at)).toEqual({ sequentialDepth: 1, pathLength: 1, cost: 1000 * 1000 * 64 });
  });

  it("attention and recurrence cost the same at T = d", () => {
    expect(layerLimits("attention", { T: 48, d: 48 }).cost).toBe(layerLimits("recurrence", { T: 48, d: 48 }).cost);
  });

  it.each([
    [
      () => layerLimits("rnn" as "scan", { T: 1, d: 1 }),
      'mixing must be "recurrence" or "scan" or "attention", got "rnn"',
    ],
    [() => layerLimits("scan", { T: 0, d: 1 }), "T must be a positive integer, got 0"],
    [() => layerLimits("scan", { T: 1, d: 0.5 }), "d must be a positive integer, got 0.5"],
  ])("names what is wrong (%#)", (call, message) => {
    expect(call).toThrow(`layerLimits: ${message}`);
  });
});
