import { describe, expect, it } from "vitest";
import { type BahdanauParams, bahdanauForward } from "../attention/bahdanau.js";
import { type LuongGeneralParams, luongDotForward, luongGeneralForward } from "../attention/luong.js";
import { scaledDotForward } from "../attention/scaled-dot.js";
import type { Attended, SourceMask } from "../attention/weights.js";
import { gradCheck } from "../diagnostics/grad-check.js";
import { Arena } from "../kernels/arena.js";
import type { DType, Vec } from "../tensor/dtype.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { inner, randomTensor } from "../testing/random.js";
import type { Attention } from "./attention.js";
import { BahdanauAttention } from "./bahdanau-attention.js";
import { zeroLayerGrads } from "./layer.js";
import { LuongAttention } from "./luong-attention.js";
import { ScaledDotProductAttention } from "./scaled-dot-attention.js";

/** A layer and the cell tier's function for the same score. */
type Case = {
  make(dtype?: DType, seed?: number): Attention<unknown>;
  cell(params: Params, s: Vec, h: readonly Vec[], mask: SourceMask): Attended;
};

const cases: Record<string, Case> = {
  bahdanau: {
    make: (dtype = "float64", seed = 1) =>
      new BahdanauAttention({ hiddenSize: 3, encoderSize: 5, attentionSize: 4, dtype, seed }),
    cell: (params, s, h, mask) => bahdanauForward(params as BahdanauParams, s, h, mask),
  },
  "luong general": {
    make: (dtype = "float64", seed = 1) =>
      new LuongAttention({ score: "general", hiddenSize: 3, encoderSize: 5, dtype, seed }),
    cell: (params, s, h, mask) => luongGeneralForward(params as LuongGeneralParams, s, h, mask),
  },
  "luong dot": {
    make: () => new LuongAttention({ score: "dot", hiddenSize: 5, dtype: "float64" }),
    cell: (_, s, h, mask) => luongDotForward(s, h, mask),
  },
  "scaled dot-product": {
    make: () => new ScaledDotProductAttention({ hiddenSize: 5 }),
    cell: (_, s, h, mask) => scaledDotForward(s, h, mask),
  },
};

const [N, B, T] = [3, 2, 4];
const expectClose = (actual: Vec, expected: Vec, digits = 12): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) expect(actual[i]).toBeCloseTo(expected[i], digits);
};
const columns = (x: Tensor, b: number): Vec[] => {
  const [, rows, width] = x.shape;
  return Array.from({ length: x.shape[0] }, (_, t) =>
    x.data.subarray((t * rows + b) * width, (t * rows + b + 1) * width),
  );
};

describe.each(Object.keys(cases))("%s", (name) => {
  const { make, cell } = cases[name];

  it.each([
    [1, [4, 2]],
    [2, [1, 3]],
    [3, [0, 4]],
  ])("is the cell tier's for every query and row (seed %i, lengths %j)", (seed, lengths) => {
    const layer = make("float64", seed);
    const rng = new Rng(seed);
    const [s, h] = [randomTensor(rng, [N, B, layer.hiddenSize]), randomTensor(rng, [T, B, layer.encoderSize])];
    const { context, alpha } = layer.forward(s, h, { lengths });
    expect([context.shape, alpha.shape]).toEqual([
      [N, B, layer.encoderSize],
      [N, B, T],
    ]);
    for (let b = 0; b < B; b++) {
      const mask = Array.from({ length: T }, (_, t) => t < lengths[b]);
      for (const [n, query] of columns(s, b).entries()) {
        const expected = cell(layer.params, query, columns(h, b), mask);
        expectClose(columns(context, b)[n], expected.c);
        expectClose(columns(alpha, b)[n], expected.alpha);
      }
    }
  });

  it.each([
    [1, [N, B], T, undefined],
    [2, [N, B], T, [4, 2]],
    [3, [B], T, [0, 3]],
    [4, [N, B], 1, undefined],
  ])(
    "backward matches finite differences (seed %i, queries %j, T = %i, lengths %j)",
    (seed, leading, steps, lengths) => {
      const layer = make("float64", seed);
      const rng = new Rng(seed);
      const s = randomTensor(rng, [...leading, layer.hiddenSize]);
      const h = randomTensor(rng, [steps, B, layer.encoderSize]);
      const dContext = randomTensor(rng, [...leading, layer.encoderSize]);
      const { ds, dh } = layer.backward(layer.forward(s, h, { lengths }).cache, dContext);
      const loss = () => inner(layer.forward(s, h, { lengths }).context, dContext);
      const result = gradCheck(loss, { ...layer.params, s, h }, { ...layer.grads, s: ds, h: dh });
      expect(result.maxError, JSON.stringify(result)).toBeLessThan(1e-6);
    },
  );

  it("rows do not see each other, and padding may hold anything", () => {
    const layer = make();
    const rng = new Rng(5);
    const [s, h] = [randomTensor(rng, [N, B, layer.hiddenSize]), randomTensor(rng, [T, B, layer.encoderSize])];
    const before = columns(layer.forward(s, h, { lengths: [4, 2] }).context, 0).map((c) => [...c]);
    for (const row of [...columns(s, 1), ...columns(h, 1)]) row.fill(1e3);
    const longer = new Tensor(Float64Array.of(...h.data, ...new Float64Array(2 * B * layer.encoderSize).fill(-1e3)), [
      T + 2,
      B,
      layer.encoderSize,
    ]);
    expect(columns(layer.forward(s, h, { lengths: [4, 2] }).context, 0).map((c) => [...c])).toEqual(before);
    expect(columns(layer.forward(s, longer, { lengths: [4, 2] }).context, 0).map((c) => [...c])).toEqual(before);
  });

  it("adds gradients up, and gives the same in an arena whose memory is not clean", () => {
    const layer = make();
    const rng = new Rng(6);
    const [s, h] = [randomTensor(rng, [N, B, layer.hiddenSize]), randomTensor(rng, [T, B, layer.encoderSize])];
    const dContext = randomTensor(rng, [N, B, layer.encoderSize]);
    const arena = new Arena();
    const step = () => {
      const { context, cache } = layer.forward(s, h, { lengths: [0, 3] });
      const { ds, dh } = layer.backward(cache, dContext);
      return [...context.data, ...ds.data, ...dh.data];
    };
    const fresh = step();
    const once = Object.values(layer.grads).map(({ data }) => data.slice());
    expect(arena.run(step)).toEqual(fresh);
    expect(arena.run(step)).toEqual(fresh);
    for (const [i, { data }] of Object.values(layer.grads).entries()) {
      expectClose(
        data,
        once[i].map((g) => 3 * g),
      );
    }
    zeroLayerGrads(layer);
    expect(Object.values(layer.grads).every(({ data }) => data.every((g) => g === 0))).toBe(true);
  });

  it("names what is wrong", () => {
    const layer = make();
    const [S, H] = [layer.hiddenSize, layer.encoderSize];
    const [s, h] = [Tensor.zeros([N, B, S]), Tensor.zeros([T, B, H])];
    const call = (query: Tensor, states: Tensor, lengths?: number[]) => () => layer.forward(query, states, { lengths });
    expect(call(Tensor.zeros([N, 3, S]), h)).toThrow(`forward: s must be [.., B, S] = [.., 2, ${S}], got [3, 3, ${S}]`);
    expect(call(Tensor.zeros([N, B, 9]), h)).toThrow(`forward: s must be [.., B, S] = [.., 2, ${S}], got [3, 2, 9]`);
    expect(call(s, Tensor.zeros([T, B, 9]))).toThrow(`forward: h must be [T, B, H] with H = ${H}, got [4, 2, 9]`);
    expect(call(s, Tensor.zeros([0, B, H]))).toThrow(`forward: h must be [T, B, H] with H = ${H}, got [0, 2, ${H}]`);
    expect(call(Tensor.zeros([N, B, S], "float32"), h)).toThrow(/forward: s must be float64 like .*, got float32/);
    expect(call(s, h, [1])).toThrow("forward: lengths must be [B] = [2], got [1]");
    expect(call(s, h, [1, 5])).toThrow("forward: lengths[1] must be at most T = 4, got 5");
    expect(call(s, h, [1, -1])).toThrow("forward: lengths[1] must be a non-negative integer, got -1");
    const { cache } = layer.forward(s, h);
    expect(() => layer.backward(cache, Tensor.zeros([N, B, 9]))).toThrow(
      `backward: dContext must be [.., B, H] = [3, 2, ${H}], got [3, 2, 9]`,
    );
  });
});

describe("construction", () => {
  it.each([
    [() => new BahdanauAttention({ hiddenSize: 0 }), "BahdanauAttention: hiddenSize must be a positive integer, got 0"],
    [
      () => new BahdanauAttention({ hiddenSize: 2, attentionSize: 1.5 }),
      "BahdanauAttention: attentionSize must be a positive integer, got 1.5",
    ],
    [
      () => new LuongAttention({ score: "concat" as "dot", hiddenSize: 2 }),
      'LuongAttention: score must be "dot" or "general", got "concat"',
    ],
    [
      () => new LuongAttention({ score: "dot", hiddenSize: 2, encoderSize: 3 }),
      'LuongAttention: "dot" needs encoderSize = hiddenSize = 2, got 3; use "general"',
    ],
    [
      () => new ScaledDotProductAttention({ hiddenSize: -1 }),
      "ScaledDotProductAttention: hiddenSize must be a positive integer, got -1",
    ],
    [
      () => new BahdanauAttention({ hiddenSize: 2, dtype: "f16" as "float32" }),
      'BahdanauAttention: dtype must be "float32" or "float64", got "f16"',
    ],
    [
      () => new LuongAttention({ score: "general", hiddenSize: 2, dtype: "f16" as "float32" }),
      'LuongAttention: dtype must be "float32" or "float64", got "f16"',
    ],
    [
      () => new BahdanauAttention({ hiddenSize: 2 }).remember(Tensor.zeros([3, 1, 2])),
      "BahdanauAttention.remember: h must be float32 like the parameters, got float64",
    ],
  ])("%#: names what is wrong", (call, message) => {
    expect(call).toThrow(message);
  });

  it("float32 is float64 to float32's precision", () => {
    for (const name of ["bahdanau", "luong general"]) {
      const [single, double] = [cases[name].make("float32"), cases[name].make("float64")];
      for (const [key, { data }] of Object.entries(double.params)) data.set(single.params[key].data);
      const [s, h] = [randomTensor(new Rng(7), [N, B, 3], "float32"), randomTensor(new Rng(8), [T, B, 5], "float32")];
      const [a, b] = [single.forward(s, h), double.forward(s.to("float64"), h.to("float64"))];
      expectClose(a.context.data, b.context.data, 5);
    }
  });
});
