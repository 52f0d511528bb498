import { describe, expect, it } from "vitest";
import { type Matrix, matrix, sliceColumns, sliceRows, transpose } from "../matrix.js";
import { plain } from "../plain.js";
import { Arrays, difference, load, shapes } from "./testing/arrays.js";

const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 13, 15, 16, 17, 31, 32, 33, 61, 64, 129, 257];

describe.each(shapes)("gemm, fma $fma, $rows × $columns", (shape) => {
  const simd = load(shape);
  const compare = (C: Matrix, A: Matrix, B: Matrix, accumulate: boolean): void => {
    const expected = C.data.slice();
    plain.gemm({ ...C, data: expected }, A, B, accumulate);
    simd.gemm(C, A, B, accumulate);
    expect(difference(C.data, expected), `[${A.rows}, ${A.columns}] × [${B.rows}, ${B.columns}]`).toBeLessThan(1e-5);
  };

  it.each(["inside", "unaligned", "outside"] as const)("equals plain for random sizes and transposes, %s", (where) => {
    const arrays = new Arrays(simd, 1, where);
    const { rng } = arrays;
    for (let round = 0; round < 60; round++) {
      const [M, N, K] = [rng.choice(sizes), rng.choice(sizes), rng.choice(sizes)];
      const A = rng.int(2) ? matrix(arrays.random(M * K), M, K) : transpose(matrix(arrays.random(M * K), K, M));
      const B = rng.int(2) ? matrix(arrays.random(K * N), K, N) : transpose(matrix(arrays.random(K * N), N, K));
      compare(matrix(arrays.random(M * N), M, N), A, B, rng.int(2) === 1);
    }
  });

  it("equals plain where the product is cut into blocks, B prepared or not", () => {
    const arrays = new Arrays(simd, 4, "inside");
    const { rng } = arrays;
    for (let round = 0; round < 12; round++) {
      const [M, N, K] = [1 + rng.int(300), 1 + rng.int(100), 1 + rng.int(1000)];
      const A = matrix(arrays.random(M * K), M, K);
      const B = rng.int(2) ? matrix(arrays.random(K * N), K, N) : transpose(matrix(arrays.random(N * K), N, K));
      compare(matrix(arrays.random(M * N), M, N), A, B, true);
      const prepared = simd.prepare(B, M, (size) => simd.allocate(size, "float32"));
      expect(prepared.packed === null).toBe(M <= 4);
      compare(matrix(arrays.random(M * N), M, N), A, prepared, false);
    }
  });

  it("gives a row the same bits alone, at the end of a tile, and in its middle", () => {
    const arrays = new Arrays(simd, 5, "inside");
    const [K, N] = [350, 75];
    const [A, B] = [matrix(arrays.random(13 * K), 13, K), matrix(arrays.random(K * N), K, N)];
    const prepared = simd.prepare(B, 13, (size) => simd.allocate(size, "float32"));
    const product = (rows: Matrix) => {
      const C = matrix(arrays.random(rows.rows * N), rows.rows, N);
      simd.gemm(C, rows, prepared, false);
      return C.data;
    };
    for (const [first, count] of [
      [0, 13],
      [7, 6],
    ]) {
      const together = product(sliceRows(A, first, count));
      for (let row = 0; row < count; row++) {
        expect(together.subarray(row * N, (row + 1) * N)).toEqual(product(sliceRows(A, first + row, 1)));
      }
    }
  });

  it("works on slices and writes nothing beside them", () => {
    const arrays = new Arrays(simd, 2, "inside");
    const A = sliceColumns(matrix(arrays.random(20 * 50), 20, 50), 3, 31);
    const B = sliceRows(matrix(arrays.random(40 * 29), 40, 29), 5, 31);
    compare(sliceColumns(sliceRows(matrix(arrays.random(30 * 60), 30, 60), 4, 20), 7, 29), A, B, true);
  });

  it("may read the same array twice", () => {
    const x = new Arrays(simd, 3, "inside").random(33 * 17);
    compare(matrix(simd.allocate(33 * 33, "float32"), 33, 33), matrix(x, 33, 17), transpose(matrix(x, 33, 17)), false);
  });

  it("shows NaN rather than hiding it", () => {
    const a = Float32Array.from({ length: 64 }, (_, i) => (i === 9 ? Number.NaN : 1));
    const c = new Float32Array(64);
    simd.gemm(matrix(c, 8, 8), matrix(a, 8, 8), matrix(new Float32Array(64), 8, 8), false);
    expect([...c].map(Number.isNaN)).toEqual(Array.from({ length: 64 }, (_, i) => Math.floor(i / 8) === 1));
  });
});
