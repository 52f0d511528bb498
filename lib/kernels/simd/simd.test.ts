import { describe, expect, it, vi } from "vitest";
import { matrix } from "../matrix.js";
import { plain } from "../plain.js";
import { loadSimd } from "./load.js";
import { Arrays, difference, load, shapes } from "./testing/arrays.js";

describe.each(shapes)("loops over arrays, fma $fma, $rows × $columns", (shape) => {
  const simd = load(shape);

  it.each([0, 1, 3, 4, 7, 64, 1001])("equal plain for %i numbers", (size) => {
    for (const where of ["inside", "unaligned", "outside"] as const) {
      const arrays = new Arrays(simd, size, where);
      const [x, y, m, v] = [
        arrays.random(size),
        arrays.random(size),
        arrays.random(size),
        arrays.random(size).map(Math.abs),
      ];
      const [y2, m2, v2] = [y.slice(), m.slice(), v.slice()];
      const step = { rate: 0.01, vScale: 1.5, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, gradScale: 0.5 };
      for (const [kernels, a, b, c] of [
        [simd, y, m, v],
        [plain, y2, m2, v2],
      ] as const) {
        kernels.axpy(0.3, x, a);
        kernels.scale(-1.5, a);
        kernels.tanh(a);
        kernels.adam(a, x, b, c, step);
      }
      for (const [a, b] of [
        [y, y2],
        [m, m2],
        [v, v2],
      ])
        expect(difference(a, b)).toBeLessThan(1e-5);
      expect(simd.sumOfSquares(x)).toBeCloseTo(plain.sumOfSquares(x), 6);
    }
  });

  it.each([1, 4, 65, 100])("softmax cross-entropy equals plain for a vocabulary of %i", (V) => {
    const arrays = new Arrays(simd, V, "inside");
    const logits = arrays.random(3 * V, 10);
    const targets = Int32Array.of(V - 1, -1, 0);
    const [actual, expected] = [simd.allocate(3 * V, "float32"), new Float32Array(3 * V)];
    const loss = simd.softmaxCrossEntropy(actual, logits, targets, V, 0.5);
    expect(loss).toBeCloseTo(plain.softmaxCrossEntropy(expected, logits, targets, V, 0.5), 3);
    expect(difference(actual, expected)).toBeLessThan(1e-5);
  });

  it("adds a bias to rows, and sums rows up", () => {
    for (const columns of [3, 8, 20]) {
      const arrays = new Arrays(simd, columns, "inside");
      const [A, bias] = [arrays.random(5 * columns), arrays.random(columns)];
      const [A2, sums, sums2] = [A.slice(), bias.slice(), bias.slice()];
      simd.addBias(matrix(A, 5, columns), bias);
      plain.addBias(matrix(A2, 5, columns), bias);
      expect(difference(A, A2)).toBeLessThan(1e-5);
      simd.addColumnSums(sums, matrix(A, 5, columns));
      plain.addColumnSums(sums2, matrix(A, 5, columns));
      expect(difference(sums, sums2)).toBeLessThan(1e-5);
    }
  });
});

describe.each(shapes)("additive attention, fma $fma, $rows × $columns", (shape) => {
  const simd = load(shape);

  it.each([
    ["inside", 8, 12],
    ["outside", 4, 4],
    ["inside", 6, 5],
  ] as const)("equals plain (%s, A = %i, H = %i), rows without a token included", (where, A, H) => {
    const [T, B] = [4, 3];
    const arrays = new Arrays(simd, 7, where);
    const run = {
      ...{ T, B, A, H, lengths: Int32Array.of(4, 0, 2) },
      ...{ v: arrays.random(A), keys: arrays.random(T * B * A), h: arrays.random(T * B * H) },
    };
    const [q, dContext] = [arrays.random(B * A), arrays.random(B * H)];
    const results = [simd, plain].map((kernels) => {
      const out = { alpha: new Float32Array(B * T), context: new Float32Array(B * H), dq: new Float32Array(B * A) };
      const grads = {
        ...{ dv: new Float32Array(A).fill(1), dKeys: new Float32Array(T * B * A).fill(1) },
        dh: new Float32Array(T * B * H).fill(1),
      };
      kernels.additiveAttentionForward(run, q, out.alpha, out.context);
      kernels.additiveAttentionBackward(run, grads, q, out.alpha, dContext, out.dq);
      return { ...out, ...grads };
    });
    for (const [name, data] of Object.entries(results[0])) {
      expect(difference(data, results[1][name as "dq"]), name).toBeLessThan(1e-5);
    }
  });
});

describe("memory", () => {
  it("hands out zeros that do not overlap, and goes on outside when it is full, saying so once", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const simd = loadSimd({ shape: shapes[0], threads: 1, memory: 2 ** 20 });
    const blocks = Array.from({ length: 6 }, () => simd.allocate(50_000, "float32"));
    for (const [i, block] of blocks.entries()) {
      expect(block.every((x) => x === 0)).toBe(true);
      block.fill(i + 1);
    }
    expect(blocks.map((block) => [block[0], block[49_999]])).toEqual([1, 2, 3, 4, 5, 6].map((x) => [x, x]));
    expect(warn.mock.calls).toEqual([[expect.stringContaining("the kernels' memory (1 MiB) is full")]]);
    warn.mockRestore();
    const c = new Float32Array(4);
    simd.gemm(matrix(c, 2, 2), matrix(blocks[0], 2, 25_000), matrix(blocks[5], 25_000, 2), false);
    expect([...c]).toEqual(Array(4).fill(150_000));
  });
});
