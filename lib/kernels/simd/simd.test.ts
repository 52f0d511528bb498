import { describe, expect, it } from "vitest";
import type { Vec } from "../../tensor/dtype.js";
import { Rng } from "../../tensor/rng.js";
import type { Kernels } from "../kernels.js";
import { type Matrix, matrix, sliceColumns, sliceRows, transpose } from "../matrix.js";
import { plain } from "../plain.js";
import type { Run } from "../runs.js";
import { allowFlags } from "./flags.js";
import type { GemmShape } from "./gemm-code.js";
import { loadSimd } from "./load.js";

allowFlags();
const shapes: GemmShape[] = [
  { fma: false, columns: 8 },
  { fma: true, columns: 8 },
  { fma: true, columns: 16 },
];
const load = (shape: GemmShape): Kernels => loadSimd({ shape, threads: 1, memory: 2 ** 26 });

/** Largest difference, relative to the largest number: NaN counts as infinite. */
function difference(actual: Vec, expected: Vec): number {
  let [worst, largest] = [0, 1e-30];
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i] - expected[i]);
    worst = Math.max(worst, Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap);
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return worst / largest;
}

/** Random arrays in the kernels' memory (aligned or not), or outside it. */
class Arrays {
  readonly rng: Rng;
  constructor(
    private readonly kernels: Kernels,
    seed: number,
    private readonly where: "inside" | "unaligned" | "outside",
  ) {
    this.rng = new Rng(seed);
  }

  random(size: number, scale = 0.5): Vec {
    const shift = this.where === "unaligned" ? 1 : 0;
    const room = this.where === "outside" ? new Float32Array(size) : this.kernels.allocate(size + shift, "float32");
    const data = room.subarray(shift, shift + size);
    for (let i = 0; i < size; i++) data[i] = this.rng.normal(0, scale);
    return data;
  }
}

const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 13, 15, 16, 17, 31, 32, 33, 61, 64, 129, 257];

describe.each(shapes)("gemm, fma $fma, 4 × $columns", (shape) => {
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

type Sizes = { T: number; B: number; H: number };
const runs: Sizes[] = [
  { T: 5, B: 3, H: 8 },
  { T: 4, B: 1, H: 32 },
  { T: 3, B: 1, H: 44 },
  { T: 1, B: 6, H: 64 },
  { T: 7, B: 5, H: 20 },
  { T: 2, B: 3, H: 5 },
];

/** A run of a cell with random numbers everywhere, and copies of it. */
function makeRun(arrays: Arrays, gates: number, { T, B, H }: Sizes, reverse: boolean, ragged: boolean) {
  const lengths = ragged ? Int32Array.from({ length: B }, () => 1 + arrays.rng.int(T)) : null;
  const run = {
    ...{ T, B, H, reverse, lengths, form: "torch" as const },
    Wh: arrays.random(gates * H * H),
    gates: arrays.random(T * B * gates * H),
    h: arrays.random((T + 1) * B * H),
    c: arrays.random((T + 1) * B * H),
    bh: arrays.random(gates * H),
    hidden: new Float32Array(T * B * gates * H),
  };
  const grads = {
    dh: arrays.random(T * B * H),
    dhNext: arrays.random(B * H),
    dcNext: arrays.random(B * H),
    dGates: arrays.random(T * B * gates * H),
    dHidden: arrays.random(T * B * gates * H),
  };
  return { run, grads };
}

function copyOf<O extends object>(arrays: O): O {
  const copied = Object.entries(arrays).map(([name, value]) => [
    name,
    ArrayBuffer.isView(value) ? structuredClone(value) : value,
  ]);
  return Object.fromEntries(copied) as O;
}

/** Entries of [T, B, width] at real times only: what is at padding is nobody's business. */
function realOnly({ T, B, lengths }: Pick<Run, "T" | "B" | "lengths">, data: Vec): Vec {
  const width = data.length / (T * B);
  return data.filter((_, i) => lengths === null || Math.floor(i / width / B) < lengths[Math.floor(i / width) % B]);
}

describe.each(["rnn", "lstm", "gru"] as const)("%s", (cell) => {
  const simd = load(shapes[0]);
  const gates = { rnn: 1, lstm: 4, gru: 3 }[cell];

  it.each([
    ["inside", false, false],
    ["inside", true, true],
    ["unaligned", false, true],
    ["outside", true, false],
    ["outside", false, true],
  ] as const)("forward and backward equal plain (%s, reverse %s, ragged %s)", (where, reverse, ragged) => {
    const arrays = new Arrays(simd, 4, where);
    for (const shape of runs) {
      const [actual, { T }] = [makeRun(arrays, gates, shape, reverse, ragged), shape];
      const expected = { run: copyOf(actual.run), grads: copyOf(actual.grads) };
      for (const [kernels, { run, grads }] of [
        [simd, actual],
        [plain, expected],
      ] as const) {
        kernels[`${cell}Forward`](run, 0, T);
        kernels[`${cell}Backward`](run, grads, 0, T);
      }
      const own = { rnn: ["h"], lstm: ["h", "c"], gru: ["h"] }[cell] as ("h" | "c")[];
      for (const name of own) expect(difference(actual.run[name], expected.run[name]), name).toBeLessThan(1e-5);
      const real = (data: Vec) => realOnly(actual.run, data);
      expect(difference(real(actual.run.gates), real(expected.run.gates))).toBeLessThan(1e-5);
      for (const [name, data] of Object.entries(actual.grads)) {
        if ((name === "dcNext" && cell !== "lstm") || (name === "dHidden" && cell !== "gru")) continue;
        expect(difference(data, expected.grads[name as keyof typeof expected.grads]), name).toBeLessThan(1e-5);
      }
    }
  });

  it("does part of the steps, and then the rest", () => {
    const arrays = new Arrays(simd, 5, "inside");
    const whole = makeRun(arrays, gates, runs[0], false, false);
    const parts = { run: copyOf(whole.run), grads: copyOf(whole.grads) };
    simd[`${cell}Forward`](whole.run, 0, 5);
    simd[`${cell}Forward`](parts.run, 0, 2);
    simd[`${cell}Forward`](parts.run, 2, 5);
    expect(parts.run.h).toEqual(whole.run.h);
  });
});

describe("loops over arrays", () => {
  const simd = load(shapes[0]);

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

describe("additive attention", () => {
  const simd = load(shapes[0]);

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
  it("hands out zeros that do not overlap, and goes on outside when it is full", () => {
    const simd = loadSimd({ shape: shapes[0], threads: 1, memory: 2 ** 20 });
    const blocks = Array.from({ length: 6 }, () => simd.allocate(50_000, "float32"));
    for (const [i, block] of blocks.entries()) {
      expect(block.every((x) => x === 0)).toBe(true);
      block.fill(i + 1);
    }
    expect(blocks.map((block) => [block[0], block[49_999]])).toEqual([1, 2, 3, 4, 5, 6].map((x) => [x, x]));
    const c = new Float32Array(4);
    simd.gemm(matrix(c, 2, 2), matrix(blocks[0], 2, 25_000), matrix(blocks[5], 25_000, 2), false);
    expect([...c]).toEqual(Array(4).fill(150_000));
  });
});
