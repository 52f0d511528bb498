import { describe, expect, it } from "vitest";
import { orthogonalInit } from "../tensor/init.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { singularValues, spectralRadius } from "./spectrum.js";

const matrix = (...rows: number[][]): Tensor => Tensor.from(rows);
const GOLDEN = (1 + Math.sqrt(5)) / 2;

describe("singularValues", () => {
  it.each([
    ["a diagonal, signs dropped", matrix([3, 0], [0, -4]), [4, 3]],
    ["[[1, 1], [1, 0]]: the golden ratio and its inverse", matrix([1, 1], [1, 0]), [GOLDEN, 1 / GOLDEN]],
    ["rank one: |u||v| and 0", matrix([2, 4], [3, 6]), [Math.sqrt(13 * 5), 0]],
    ["a row", matrix([3, 4]), [5]],
    ["a column", matrix([3], [4]), [5]],
    ["zeros", matrix([0, 0], [0, 0]), [0, 0]],
    ["one number", matrix([-7]), [7]],
    ["huge numbers", matrix([3e200], [4e200]), [5e200]],
  ])("%s", (_, A, expected) => {
    const sigma = singularValues(A);
    expect(sigma.length).toBe(expected.length);
    expected.forEach((value, i) => {
      expect(sigma[i] / (sigma[0] || 1)).toBeCloseTo(value / (expected[0] || 1), 12);
      expect(Math.abs(sigma[0] - expected[0])).toBeLessThanOrEqual(1e-12 * expected[0]);
    });
  });

  it("are all 1 for an orthogonal matrix", () => {
    for (const value of singularValues(orthogonalInit(new Rng(1), [7, 7]))) expect(value).toBeCloseTo(1, 12);
  });

  it.each([
    [Tensor.zeros([2, 2, 2]), "singularValues: A must be a matrix [n, m], got [2, 2, 2]"],
    [matrix([1, Number.NaN]), "singularValues: A must be finite, got NaN at index 1"],
  ])("refuses %o", (A, message) => {
    expect(() => singularValues(A)).toThrow(message);
  });
});

describe("spectralRadius", () => {
  it.each([
    ["not the largest singular value: [[.5, 10], [0, .5]]", matrix([0.5, 10], [0, 0.5]), 0.5],
    ["a complex pair: .9 times a rotation", matrix([0, -0.9], [0.9, 0]), 0.9],
    ["x³ = x² + x + 1, the tribonacci constant", matrix([1, 1, 1], [1, 0, 0], [0, 1, 0]), 1.839286755214161],
    ["opposite eigenvalues ±2", matrix([0, 4], [1, 0]), 2],
    ["nilpotent", matrix([0, 5], [0, 0]), 0],
    ["huge", matrix([1e200, 0], [3, 1e199]), 1e200],
    ["tiny", matrix([1e-200, 0], [0, 1e-201]), 1e-200],
  ])("%s", (_, A, expected) => {
    expect(spectralRadius(A)).toBeGreaterThanOrEqual(expected * (1 - 1e-10));
    expect(spectralRadius(A)).toBeLessThanOrEqual(expected * (1 + 1e-10));
  });

  it("is never above the largest singular value", () => {
    for (let seed = 0; seed < 5; seed++) {
      const rng = new Rng(seed);
      const A = Tensor.from(Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => rng.normal())));
      expect(spectralRadius(A)).toBeLessThan(singularValues(A)[0]);
    }
  });

  it("refuses a matrix that is not square", () => {
    expect(() => spectralRadius(matrix([1, 2, 3]))).toThrow("spectralRadius: A must be [H, H] = [1, 1], got [1, 3]");
  });
});
