import { expect, it } from "vitest";
import { formatColumn, formatDuration, formatNumber } from "./format.js";

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
  expect(formatColumn([true, false, "x", null, undefined, 0.5])).toEqual(["yes", "no", "x", "", "", "0.5"]);
});

it.each([
  ["one number of decimals", [0.871, -0.68424, 12, null], ["0.8710", "−0.6842", "12.0000", ""]],
  ["integers as they are", [3, 4096, 0], ["3", "4,096", "0"]],
  ["powers of ten as they are", [0.5, 0.25, 1.6e-27, 0, Number.NaN], ["0.50", "0.25", "1.60e−27", "0.00", "NaN"]],
  ["each its own decimals when sizes differ widely", [0.5, 4096.5, 12.25], ["0.5", "4097", "12.25"]],
])("writes a column with %s", (_, values, texts) => {
  expect(formatColumn(values)).toEqual(texts);
});

it.each([
  [3.21, "3.2 s"],
  [59.4, "59 s"],
  [125, "2 min 5 s"],
  [3780, "1 h 3 min"],
])("writes %d seconds as %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
