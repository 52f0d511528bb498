import { expect, it } from "vitest";
import { band, quantile } from "./quantiles.js";

it.each([
  [0, 1],
  [0.5, 2.5],
  [0.25, 1.75],
  [1, 4],
])("the %d-quantile of 4, 1, 3, 2 is %d", (p, expected) => {
  expect(quantile([4, 1, 3, 2], p)).toBe(expected);
});

it("sorts as numbers", () => {
  expect(quantile([10, 9, 2], 0.5)).toBe(9);
});

it("takes the band step by step, across runs", () => {
  const runs = Array.from({ length: 21 }, (_, i) => [0, i, -i]);
  expect(band(runs)).toEqual({ low: [0, 1, -19], median: [0, 10, -10], high: [0, 19, -1] });
});
