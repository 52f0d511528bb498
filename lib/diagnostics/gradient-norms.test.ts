import { describe, expect, it } from "vitest";
import { orthogonalInit } from "../tensor/init.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { randomTensor } from "../testing/random.js";
import { gradientNormOverTime, tanhDerivatives } from "./gradient-norms.js";

describe("gradientNormOverTime", () => {
  it("falls by the factor of a multiple of the identity, far below what a double holds", () => {
    const W = Tensor.from([[0.2, 0], [0, 0.2]]); // biome-ignore format: a matrix
    const norms = gradientNormOverTime(W, { T: 1000, derivative: 0.5, gradient: Float64Array.of(3, 4) });
    norms.forEach((log10, k) => {
      expect(log10).toBeCloseTo(Math.log10(5) - k, 9);
    });
  });

  it("stays put for an orthogonal matrix and no tanh", () => {
    const W = orthogonalInit(new Rng(1), [5, 5]);
    const norms = gradientNormOverTime(W, { T: 100, derivative: 1, rng: new Rng(2) });
    for (const log10 of norms) expect(log10).toBeCloseTo(norms[0], 10);
  });

  it("multiplies by Wᵀ after the derivative of its own step, the last step first", () => {
    const W = Tensor.from([[1, 2], [0, 3]]); // biome-ignore format: a matrix
    const derivative = [Float64Array.of(0.1, 0.2), Float64Array.of(0.5, 0.25)]; // t = 1, t = 2
    const norms = gradientNormOverTime(W, { T: 2, derivative, gradient: Float64Array.of(2, 4) });
    // t = 2: (2·.5, 4·.25) = (1, 1), Wᵀ → (1, 5); t = 1: (.1, 1), Wᵀ → (.1, 3.2)
    const expected = [Math.hypot(2, 4), Math.hypot(1, 5), Math.hypot(0.1, 3.2)];
    expected.forEach((value, k) => {
      expect(10 ** norms[k]).toBeCloseTo(value, 12);
    });
  });

  it("is −∞ from where the gradient is exactly zero", () => {
    const W = Tensor.from([[0, 1], [0, 0]]); // biome-ignore format: a matrix
    const norms = gradientNormOverTime(W, { T: 3, derivative: 1, gradient: Float64Array.of(1, 1) });
    expect([...norms.subarray(2)]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  });

  it("reads tanh′ off hidden states", () => {
    expect([...tanhDerivatives([Float64Array.of(0, 0.5)])[0]]).toEqual([1, 0.75]);
  });

  const W = randomTensor(new Rng(3), [3, 3]);
  it.each([
    [
      () => gradientNormOverTime(Tensor.zeros([2, 3]), { T: 1, derivative: 1, rng: new Rng(0) }),
      "Whh must be [H, H] = [2, 2], got [2, 3]",
    ],
    [
      () => gradientNormOverTime(W, { T: -1, derivative: 1, rng: new Rng(0) }),
      "T must be a non-negative integer, got -1",
    ],
    [
      () => gradientNormOverTime(W, { T: 2, derivative: [W.row(0)], rng: new Rng(0) }),
      "derivative must hold T = 2 vectors, got 1",
    ],
    [
      () => gradientNormOverTime(W, { T: 1, derivative: 1, gradient: new Float64Array(4) }),
      "gradient must be [H] = [3], got [4]",
    ],
    [() => gradientNormOverTime(W, { T: 1, derivative: 1 }), "give either gradient or rng to draw it from"],
  ])("names what is wrong (%#)", (call, message) => {
    expect(call).toThrow(`gradientNormOverTime: ${message}`);
  });
});
