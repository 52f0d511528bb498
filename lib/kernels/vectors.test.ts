import { describe, expect, it } from "vitest";
import { norm, softmax } from "./vectors.js";

describe("norm", () => {
  it("neither overflows nor underflows", () => {
    expect(norm(Float64Array.of(3, 4))).toBe(5);
    expect(norm(Float64Array.of(3e200, 4e200)) / 5e200).toBeCloseTo(1, 14);
    expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 14);
    expect(norm(new Float64Array(3))).toBe(0);
    expect(norm(new Float64Array(0))).toBe(0);
  });

  it("shows a gradient that is no longer finite", () => {
    expect(norm(Float64Array.of(1, Number.NaN))).toBeNaN();
    expect(norm(Float64Array.of(Number.NEGATIVE_INFINITY, 1))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("softmax", () => {
  it("is a distribution in proportion to exp, at any offset", () => {
    for (const offset of [0, 1000, -1000]) {
      const p = softmax(Float64Array.of(offset, offset + Math.log(3)));
      expect(p[0]).toBeCloseTo(0.25, 12);
      expect(p[1]).toBeCloseTo(0.75, 12);
    }
  });
});
