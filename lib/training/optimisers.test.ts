import { describe, expect, it } from "vitest";
import { zeroBlock } from "../kernels/blocks.js";
import type { DType } from "../tensor/dtype.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { randomTensor } from "../testing/random.js";
import { clipGradNorm, clipGradValue, clipScale, gradNorm } from "./clip.js";
import { Adam, type Optimiser, SGD } from "./optimisers.js";

const weights = (seed: number, dtype: DType) => ({
  W: randomTensor(new Rng(seed), [3, 4], dtype),
  b: randomTensor(new Rng(seed + 1), [3], dtype),
});

/** The same numbers side by side in one array, as layers keep them. */
function inOneBlock(tensors: Params): Params {
  const shapes = Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, t.shape]));
  const block = zeroBlock(shapes, Object.values(tensors)[0].dtype);
  for (const [name, t] of Object.entries(tensors)) block[name].data.set(t.data);
  return block;
}

function expectClose(actual: Params, expected: Params): void {
  for (const [name, { data, dtype }] of Object.entries(expected)) {
    for (let i = 0; i < data.length; i++) {
      expect(actual[name].data[i]).toBeCloseTo(data[i], dtype === "float64" ? 13 : 6);
    }
  }
}

describe.each(["float64", "float32"] as const)(
  "tensors in one block are updated as separate ones are (%s)",
  (dtype) => {
    it.each<[string, (params: Params) => Optimiser]>([
      ["Adam", (params) => new Adam(params, { lr: 0.05 })],
      ["SGD", (params) => new SGD(params, { lr: 0.05 })],
    ])("%s", (_, make) => {
      const [apart, together] = [weights(1, dtype), inOneBlock(weights(1, dtype))];
      const [a, b] = [make(apart), make(together)];
      for (let step = 0; step < 5; step++) {
        a.step(weights(10 + step, dtype));
        b.step(inOneBlock(weights(10 + step, dtype)));
      }
      expectClose(together, apart);
    });

    it("clipGradNorm", () => {
      const [apart, together] = [weights(1, dtype), inOneBlock(weights(1, dtype))];
      expect(clipGradNorm(together, 0.5)).toBeCloseTo(clipGradNorm(apart, 0.5), 6);
      expectClose(together, apart);
    });
  },
);

describe("the first step by hand", () => {
  it("SGD moves by lr · g", () => {
    const params = { w: Tensor.from([1, 2]) };
    new SGD(params, { lr: 0.1 }).step({ w: Tensor.from([10, -20]) });
    expect([...params.w.data]).toEqual([0, 4]);
  });

  it("Adam moves by lr against the sign of g, whatever its size", () => {
    const params = { w: Tensor.from([1, 2]) };
    new Adam(params, { lr: 0.1 }).step({ w: Tensor.from([1e-3, -20]) });
    expect(params.w.data[0]).toBeCloseTo(0.9, 5);
    expect(params.w.data[1]).toBeCloseTo(2.1, 5);
  });
});

describe("clipping in passing", () => {
  it.each(["sgd", "adam"])("%s with clipScale is the same as clipGradNorm before it", (kind) => {
    const start = () => ({ w: randomTensor(new Rng(1), [3, 4]), b: randomTensor(new Rng(2), [3]) });
    const grads = () => ({ w: randomTensor(new Rng(3), [3, 4]), b: randomTensor(new Rng(4), [3]) });
    const make = (params: Params) => (kind === "sgd" ? new SGD(params, { lr: 0.1 }) : new Adam(params, { lr: 0.1 }));
    const [once, passing] = [start(), start()];
    const clipped = grads();
    clipGradNorm(clipped, 0.5);
    make(once).step(clipped);
    make(passing).step(grads(), clipScale(grads(), 0.5).scale);
    expectClose(passing, once);
  });

  it("turns nothing by norm and something by value: g = (3, 40), limit 5", () => {
    const cosine = (g: Tensor) => (3 * g.data[0] + 40 * g.data[1]) / (Math.hypot(3, 40) * Math.hypot(...g.data));
    const [byNorm, byValue] = [{ g: Tensor.from([3, 40]) }, { g: Tensor.from([3, 40]) }];
    clipGradNorm(byNorm, 5);
    clipGradValue(byValue, 5);
    expect(gradNorm(byNorm)).toBeCloseTo(5, 12);
    expect(cosine(byNorm.g)).toBeCloseTo(1, 12);
    expect([...byValue.g.data]).toEqual([3, 5]);
    expect(cosine(byValue.g)).toBeCloseTo(0.894, 3);
  });

  it("leaves a small gradient, a zero one and one that is not finite as they are", () => {
    for (const value of [0.1, 0, Number.NaN, Number.POSITIVE_INFINITY]) {
      const grads = { g: Tensor.from([value, 0]) };
      expect(clipGradNorm(grads, 5)).toBe(value);
      expect([...grads.g.data]).toEqual([value, 0]);
      expect(clipScale(grads, 5)).toEqual({ norm: value, scale: 1 });
    }
  });

  it("measures norms whose squares no double holds", () => {
    expect(gradNorm({ a: Tensor.from([3e200]), b: Tensor.from([4e200]) }) / 5e200).toBeCloseTo(1, 12);
    expect(gradNorm({ a: Tensor.from([3e-200]), b: Tensor.from([4e-200]) }) / 5e-200).toBeCloseTo(1, 12);
  });

  it("Infinity only measures", () => {
    expect(clipScale({ g: Tensor.from([3, 4]) }, Number.POSITIVE_INFINITY)).toEqual({ norm: 5, scale: 1 });
  });
});

describe("bad arguments", () => {
  const params = { w: Tensor.zeros([2, 3]) };
  it.each([
    [() => new SGD(params, { lr: 0 }), "SGD: lr must be a positive number, got 0"],
    [() => new Adam(params, { lr: -1 }), "Adam: lr must be a positive number, got -1"],
    [() => new Adam(params, { beta1: 1 }), "Adam: beta1 must be a number in [0, 1), got 1"],
    [() => new Adam(params, { beta2: Number.NaN }), "Adam: beta2 must be a number in [0, 1), got NaN"],
    [() => new Adam(params, { epsilon: 0 }), "Adam: epsilon must be a positive number, got 0"],
    [
      () => new Adam({ ...params, b: Tensor.zeros([2], "float32") }),
      "Adam: params.b must be float64 like the parameters, got float32",
    ],
    [
      () => new SGD(params, { lr: 1 }).step({}),
      "SGD.step: grads.w must be the parameter's shape = [2, 3], got undefined",
    ],
    [
      () => new Adam(params).step({ w: Tensor.zeros([3, 2]) }),
      "Adam.step: grads.w must be the parameter's shape = [2, 3], got [3, 2]",
    ],
    [() => clipGradNorm(params, 0), "clipGradNorm: maxNorm must be a positive number, got 0"],
    [
      () => clipGradNorm(params, Number.POSITIVE_INFINITY),
      "clipGradNorm: maxNorm must be a positive number, got Infinity",
    ],
    [() => clipScale(params, -1), "clipScale: maxNorm must be a positive number, got -1"],
    [() => clipGradValue(params, Number.NaN), "clipGradValue: limit must be a positive number, got NaN"],
  ])("%#: names what is wrong", (call, message) => {
    expect(call).toThrow(message);
  });
});
