import { describe, expect, it } from "vitest";
import { Tensor } from "../tensor/tensor.js";
import { bahdanauForward } from "./bahdanau.js";
import { luongDotForward, luongGeneralForward } from "./luong.js";
import { scaledDotForward } from "./scaled-dot.js";
import { attend, type SourceMask } from "./weights.js";

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

describe("a mask of 0 and 1", () => {
  const [s, h] = [vec(1, 2), [vec(1, 0), vec(0, 1)]]; // biome-ignore format: a line
  const square = Tensor.from([[1, 2], [3, 4]]); // biome-ignore format: a matrix
  const bias = Tensor.zeros([2]);
  const additive = { "W1.weight": square, "W1.bias": bias, "W2.weight": square, "W2.bias": bias };
  const forwards: Record<string, (mask: SourceMask) => unknown> = {
    bahdanauForward: (mask) => bahdanauForward({ ...additive, "v.weight": Tensor.from([[1, 2]]) }, s, h, mask),
    luongDotForward: (mask) => luongDotForward(s, h, mask),
    luongGeneralForward: (mask) => luongGeneralForward({ "W.weight": square }, s, h, mask),
    scaledDotForward: (mask) => scaledDotForward(s, h, mask),
  };

  it.each(Object.entries(forwards))("is refused by %s, which would look at the padding", (name, forward) => {
    expect(() => forward([true, 0] as never)).toThrow(`${name}: mask[1] must be true or false, got 0`);
    expect(() => forward(Uint8Array.of(1, 0) as never)).toThrow(`${name}: mask[0] must be true or false, got 1`);
    expect(() => forward([true, false])).not.toThrow();
  });
});
