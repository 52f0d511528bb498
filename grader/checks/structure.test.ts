import { expect, it } from "vitest";
import { describe, numbers } from "./structure.js";

it.each<[unknown, string]>([
  [[1, 2, 3], "an Array of 3"],
  [[], "an Array of 0"],
  [[[1, 2, 3], [4, 5, 6]], "an Array of shape [2, 3]"],
  [[Float64Array.of(1, 2), Float64Array.of(3, 4)], "an Array of shape [2, 2]"],
  [[[1, 2], [3]], "an Array whose rows have 2, 1 entries"],
  [[1, [2, 3]], "an Array whose rows have no, 2 entries"],
  [[[1, 2], [3, undefined]], "an Array of 2 with undefined at [1][1]"],
  [[1, "2"], 'an Array of 2 with "2" at [1]'],
  [new Float32Array(2), "a Float32Array of 2"],
])("names %j by its shape, or by what stands in the way of one", (value, name) => {
  expect(describe(value)).toBe(name);
}); // biome-ignore format: a table

it("speaks of float64 only where that is what is wrong", () => {
  const asked = (value: unknown) => (): Float64Array => numbers("f", "h", "[H]", [2], value);
  expect(asked([1])).toThrow("f: h must be [H] = [2], got an Array of 1");
  expect(asked(new Float32Array(2))).toThrow("f: h must be [H] = [2] in float64, got a Float32Array of 2");
  expect(() => numbers("your answer", "v", "[2, 2]", [2, 2], [1, 2])).toThrow("your answer: v must be [2, 2], got an Array of 2"); // biome-ignore format: a line
});
