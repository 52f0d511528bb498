import { describe, expect, it } from "vitest";
import { normalInit, orthogonalInit, uniformInit } from "./init.js";
import { Rng } from "./rng.js";

/** A Aᵀ for A: [n, m]. */
function gram(A: ArrayLike<number>, n: number, m: number): number[][] {
  const row = (i: number) => Array.from({ length: m }, (_, j) => A[i * m + j]);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, k) => row(i).reduce((sum, a, j) => sum + a * row(k)[j], 0)),
  );
}

describe("orthogonalInit", () => {
  it.each([
    [5, 5],
    [3, 7],
    [1, 4],
  ])("gives [%i, %i] orthonormal rows", (n, m) => {
    const Q = orthogonalInit(new Rng(1), [n, m]);
    gram(Q.data, n, m).forEach((row, i) => {
      row.forEach((value, k) => {
        expect(value).toBeCloseTo(i === k ? 1 : 0, 13);
      });
    });
  });

  it("gives a tall matrix orthonormal columns", () => {
    const [n, m] = [7, 3];
    const Q = orthogonalInit(new Rng(1), [n, m]);
    const transposed = Float64Array.from({ length: n * m }, (_, at) => Q.at(at % n, Math.floor(at / n)));
    gram(transposed, m, n).forEach((row, i) => {
      row.forEach((value, k) => {
        expect(value).toBeCloseTo(i === k ? 1 : 0, 13);
      });
    });
  });
});

describe("random initialisers", () => {
  it("repeat with the seed and differ without it", () => {
    const a = normalInit(new Rng(1), [4, 3], 0.1);
    expect(normalInit(new Rng(1), [4, 3], 0.1).data).toEqual(a.data);
    expect(normalInit(new Rng(2), [4, 3], 0.1).data).not.toEqual(a.data);
  });

  it("have the spread they are asked for", () => {
    const W = normalInit(new Rng(3), [100, 100], 0.01);
    const std = Math.sqrt([...W.data].reduce((sum, x) => sum + x * x, 0) / W.size);
    expect(std).toBeCloseTo(0.01, 3);
    const U = uniformInit(new Rng(3), [100, 100], 0.5, "float32");
    expect(U.dtype).toBe("float32");
    expect(Math.max(...U.data.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(Math.max(...U.data.map(Math.abs))).toBeGreaterThan(0.49);
  });
});
