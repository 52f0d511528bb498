import { describe, expect, it } from "vitest";
import { attend } from "./weights.js";

const vec = (...values: number[]): Float64Array => Float64Array.from(values);

describe("attend", () => {
  it("does not overflow at scores of ±1000", () => {
    const h = [vec(1, 2), vec(3, 4), vec(5, 6)];
    expect(attend(vec(1000, -1000, 999), h).alpha[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
    expect([...attend(vec(-1000, -1000, -1000), h).alpha]).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  it("is not moved by a masked score, however large", () => {
    const { alpha } = attend(vec(0, 1e308, 0), [vec(1), vec(2), vec(3)], [true, false, true]);
    expect([...alpha]).toEqual([0.5, 0, 0.5]);
  });
});
