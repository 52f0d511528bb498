import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import type { Vec } from "../tensor/dtype.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { randomTensor } from "../testing/random.js";
import { sharedBlocks, zeroBlock } from "./blocks.js";
import { type Matrix, matrix, sliceColumns, sliceRows, transpose } from "./matrix.js";
import { plain } from "./plain.js";

const entry = (A: Matrix, i: number, j: number): number => A.data[A.offset + i * A.rowStride + j * A.columnStride];

/** A random matrix inside a larger one, so that its rows do not lie side by side; transposed when asked. */
function inside(rng: Rng, rows: number, columns: number, transposed = false): Matrix {
  const [n, m] = transposed ? [columns, rows] : [rows, columns];
  const around = matrix(randomTensor(rng, [(n + 2) * (m + 3)]).data, n + 2, m + 3);
  const A = sliceColumns(sliceRows(around, 1, n), 2, m);
  return transposed ? transpose(A) : A;
}

const sizes = fc.integer({ min: 0, max: 19 });

describe("gemm", () => {
  it("is the triple loop, for every size, transpose, slice and accumulation", () => {
    const cases = fc.tuple(sizes, sizes, sizes, fc.boolean(), fc.boolean(), fc.boolean(), fc.nat());
    const check = fc.property(cases, ([M, N, K, tA, tB, accumulate, seed]) => {
      const rng = new Rng(seed);
      const [A, B, C] = [inside(rng, M, K, tA), inside(rng, K, N, tB), inside(rng, M, N)];
      const before: Matrix = { ...C, data: C.data.slice() };
      plain.gemm(C, A, B, accumulate);
      for (let i = 0; i < M; i++) {
        for (let j = 0; j < N; j++) {
          let sum = accumulate ? entry(before, i, j) : 0;
          for (let k = 0; k < K; k++) sum += entry(A, i, k) * entry(B, k, j);
          expect(entry(C, i, j)).toBeCloseTo(sum, 11);
        }
      }
      const touched = new Set<number>();
      for (let i = 0; i < M; i++) for (let j = 0; j < N; j++) touched.add(C.offset + i * C.rowStride + j);
      for (const [at, value] of before.data.entries()) if (!touched.has(at)) expect(C.data[at]).toBe(value);
    });
    fc.assert(check, { numRuns: 150, seed: 1 });
  });

  it("is the triple loop beyond one panel of rows too", () => {
    const rng = new Rng(3);
    for (const transposed of [false, true]) {
      const [A, B] = [inside(rng, 3, 131), inside(rng, 131, 5, transposed)];
      const C = matrix(new Float64Array(15), 3, 5);
      plain.gemm(C, A, B, false);
      let sum = 0;
      for (let k = 0; k < 131; k++) sum += entry(A, 2, k) * entry(B, k, 4);
      expect(C.data[14]).toBeCloseTo(sum, 10);
    }
  });

  it("gives a row the same bits whatever rows stand beside it", () => {
    const rng = new Rng(4);
    const [A, B] = [matrix(randomTensor(rng, [7, 70], "float32").data, 7, 70), inside(rng, 70, 9)];
    const [all, one] = [matrix(new Float32Array(63), 7, 9), matrix(new Float32Array(9), 1, 9)];
    plain.gemm(all, A, B, false);
    plain.gemm(one, sliceRows(A, 5, 1), B, false);
    expect(one.data).toEqual(all.data.slice(45, 54));
  });
});

describe("rows and columns", () => {
  it("copies, adds a bias to each row, and sums the columns, in slices and transposes", () => {
    const rng = new Rng(5);
    const A = inside(rng, 4, 3);
    const C = inside(rng, 3, 4, true);
    plain.copy(C, transpose(A));
    for (let i = 0; i < 4; i++) for (let j = 0; j < 3; j++) expect(entry(C, j, i)).toBe(entry(A, i, j));
    const kept = { ...A, data: A.data.slice() };
    plain.addBias(A, Float64Array.of(1, 2, 3));
    expect(entry(A, 3, 1)).toBe(entry(kept, 3, 1) + 2);
    const sums = Float64Array.of(10, 20, 30);
    plain.addColumnSums(sums, A);
    expect(sums[2]).toBeCloseTo(30 + [0, 1, 2, 3].reduce((sum, i) => sum + entry(A, i, 2), 0), 13);
  });
});

describe("softmaxCrossEntropy", () => {
  const logits = randomTensor(new Rng(6), [4, 5]);
  const targets = Int32Array.of(3, -1, 0, 4);

  it("has the gradient of finite differences, and none for padding", () => {
    const dLogits = Tensor.zeros([4, 5]);
    const loss = () => 0.3 * plain.softmaxCrossEntropy(new Float64Array(20), logits.data, targets, 5, 1);
    plain.softmaxCrossEntropy(dLogits.data, logits.data, targets, 5, 0.3);
    const result = gradCheck(loss, { logits }, { logits: dLogits });
    expect(result.maxError, JSON.stringify(result)).toBeLessThan(1e-6);
    expect([...dLogits.row(1)]).toEqual([0, 0, 0, 0, 0]);
  });

  it("may write over the logits, and does not overflow", () => {
    const [apart, inPlace] = [new Float64Array(20), logits.data.slice()];
    const loss = plain.softmaxCrossEntropy(apart, logits.data, targets, 5, 1);
    expect(plain.softmaxCrossEntropy(inPlace, inPlace, targets, 5, 1)).toBe(loss);
    expect(inPlace).toEqual(apart);
    const huge = Float64Array.of(1e4, -1e4);
    expect(plain.softmaxCrossEntropy(huge, huge, Int32Array.of(1), 2, 1)).toBe(2e4);
    expect([...huge]).toEqual([1, -1]);
  });
});

describe("vectors", () => {
  it("axpy, scale, sumOfSquares", () => {
    const [x, y]: Vec[] = [Float32Array.of(1, -2), Float32Array.of(10, 20)];
    plain.axpy(3, x, y);
    plain.scale(0.5, y);
    expect([...y]).toEqual([6.5, 7]);
    expect(plain.sumOfSquares(x)).toBe(5);
  });

  it("adam is the paper's update, with every gradient scaled first", () => {
    const [theta, m, v] = [Float64Array.of(1), Float64Array.of(0.2), Float64Array.of(0.3)];
    const step = { rate: 0.1, vScale: 2, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, gradScale: 0.5 };
    plain.adam(theta, Float64Array.of(4), m, v, step);
    expect(m[0]).toBeCloseTo(0.9 * 0.2 + 0.1 * 2, 15);
    expect(v[0]).toBeCloseTo(0.99 * 0.3 + 0.01 * 4, 15);
    expect(theta[0]).toBeCloseTo(1 - (0.1 * m[0]) / (Math.sqrt(2 * v[0]) + 1e-8), 15);
  });
});

describe("sharedBlocks", () => {
  it("joins neighbours in every group, and nothing else", () => {
    const shapes = { a: [2, 3], b: [4], c: [0], d: [5] };
    const [params, grads] = [zeroBlock(shapes, "float32"), zeroBlock(shapes, "float32")];
    const blocks = sharedBlocks(params, grads);
    expect(blocks.map((group) => group.map(({ length }) => length))).toEqual([[15, 15]]);
    expect(sharedBlocks(params, grads)).toBe(blocks); // a training loop asks at every step
    blocks[0][1].fill(7);
    expect(grads.d.at(4)).toBe(7);
    const apart = { ...grads, b: Tensor.zeros([4], "float32") };
    expect(sharedBlocks(params, apart).map(([p]) => p.length)).toEqual([6, 4, 5]);
  });
});
