import { expect, it } from "vitest";
import { formatCell, formatDuration, formatNumber } from "./format.js";

it.each([
  [3840000, "3,840,000"],
  [-12, "−12"],
  [0, "0"],
  [0.36340431, "0.3634"],
  [-0.67414, "−0.6741"],
  [1.5777e-27, "1.58e−27"],
  [1234567.5, "1.23e6"],
  [1e22, "1.00e22"],
  [Number.NaN, "NaN"],
  [-Infinity, "−∞"],
])("writes %d as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it("writes other values as text, and nothing for what is missing", () => {
  expect([true, false, "x", null, undefined].map(formatCell)).toEqual(["yes", "no", "x", "", ""]);
});

it.each([
  [3.21, "3.2 s"],
  [59.4, "59 s"],
  [125, "2 min 5 s"],
  [3780, "1 h 3 min"],
])("writes %d seconds as %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
