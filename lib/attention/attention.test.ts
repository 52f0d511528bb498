import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import type { Vec } from "../tensor/dtype.js";
import { normalInit } from "../tensor/init.js";
import { type Params, zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { type BahdanauParams, bahdanauBackward, bahdanauForward } from "./bahdanau.js";
import {
  type LuongGeneralParams,
  luongDotBackward,
  luongDotForward,
  luongGeneralBackward,
  luongGeneralForward,
} from "./luong.js";
import { scaledDotBackward, scaledDotForward } from "./scaled-dot.js";
import { type Attended, dot, type SourceMask } from "./weights.js";

type Gradients = { ds: Vec; dh: Vec[] };

/** One way of scoring: its sizes and parameters, forward, and backward, which runs forward first. */
type Score = {
  name: string;
  S: number;
  H: number;
  params: Params;
  forward(s: Vec, h: readonly Vec[], mask?: SourceMask): Attended;
  backward(grads: Params, dc: Vec, s: Vec, h: readonly Vec[], mask?: SourceMask): Gradients;
};

function bahdanauParams(rng: Rng, A: number, S: number, H: number): BahdanauParams {
  return {
    "W1.weight": normalInit(rng, [A, S], 0.8),
    "W1.bias": normalInit(rng, [A], 0.8),
    "W2.weight": normalInit(rng, [A, H], 0.8),
    "W2.bias": normalInit(rng, [A], 0.8),
    "v.weight": normalInit(rng, [1, A], 0.8),
  };
}

/** All four, with random asymmetric parameters; the dot products need S = H. */
function scores(rng: Rng): Score[] {
  const [A, S, H] = [4, 3, 5];
  const additive = bahdanauParams(rng, A, S, H);
  const general: LuongGeneralParams = { "W.weight": normalInit(rng, [S, H], 0.8) };
  return [
    {
      name: "bahdanau",
      S,
      H,
      params: additive,
      forward: (s, h, mask) => bahdanauForward(additive, s, h, mask),
      backward: (grads, dc, s, h, mask) =>
        bahdanauBackward(additive, grads as BahdanauParams, dc, bahdanauForward(additive, s, h, mask).cache),
    },
    {
      name: "luong general",
      S,
      H,
      params: general,
      forward: (s, h, mask) => luongGeneralForward(general, s, h, mask),
      backward: (grads, dc, s, h, mask) =>
        luongGeneralBackward(general, grads as LuongGeneralParams, dc, luongGeneralForward(general, s, h, mask).cache),
    },
    {
      name: "luong dot",
      S: H,
      H,
      params: {},
      forward: luongDotForward,
      backward: (_, dc, s, h, mask) => luongDotBackward(dc, luongDotForward(s, h, mask).cache),
    },
    {
      name: "scaled dot-product",
      S: H,
      H,
      params: {},
      forward: scaledDotForward,
      backward: (_, dc, s, h, mask) => scaledDotBackward(dc, scaledDotForward(s, h, mask).cache),
    },
  ];
}

const names = scores(new Rng(0)).map(({ name }) => name);
const pick = (name: string, rng: Rng): Score => scores(rng).find((score) => score.name === name)!;
const rows = (X: Tensor): Vec[] => Array.from({ length: X.shape[0] }, (_, j) => X.row(j));
const vec = (...values: number[]): Vec => Float64Array.from(values);
const expectClose = (actual: Vec, expected: ArrayLike<number>, digits = 12) => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) expect(actual[i]).toBeCloseTo(expected[i], digits);
};

describe("by hand", () => {
  const [s, h] = [vec(1, 2), [vec(1, 0), vec(0, 1), vec(1, 1)]];

  it("luong dot: e = (1, 2, 3)", () => {
    const { alpha, c } = luongDotForward(s, h);
    const sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    expectClose(alpha, [Math.exp(1) / sum, Math.exp(2) / sum, Math.exp(3) / sum]);
    expectClose(alpha, [0.09, 0.245, 0.665], 3);
    expectClose(c, [0.755, 0.91], 3);
  });

  it("scaled dot-product: e = (1, 2, 3) / √2", () => {
    expectClose(scaledDotForward(s, h).alpha, [0.14, 0.284, 0.576], 3);
  });

  it("luong general: e = sᵀ W h with an asymmetric W", () => {
    const params = { "W.weight": Tensor.from([[1, 0, 2], [0, 3, 0]]) }; // biome-ignore format: a matrix
    const { alpha } = luongGeneralForward(params, s, [vec(1, 0, 0), vec(0, 1, 0), vec(0, 0, 1)]);
    const e = [1, 6, 2]; // the rows of W weighed by s = (1, 2)
    const sum = e.reduce((total, x) => total + Math.exp(x), 0);
    expectClose(
      alpha,
      e.map((x) => Math.exp(x) / sum),
    );
  });

  it("bahdanau: e = vᵀ tanh(W₁ s + W₂ h + b₁ + b₂)", () => {
    const params = {
      "W1.weight": Tensor.from([[0.5, -1]]),
      "W1.bias": Tensor.from([0.1]),
      "W2.weight": Tensor.from([[2, 0.3]]),
      "W2.bias": Tensor.from([0.2]),
      "v.weight": Tensor.from([[1.5]]),
    };
    const e = [0.5 - 2 + 2, 0.5 - 2 + 0.3, 0.5 - 2 + 2.3].map((a) => 1.5 * Math.tanh(a + 0.1 + 0.2));
    const sum = e.reduce((total, x) => total + Math.exp(x), 0);
    expectClose(
      bahdanauForward(params, s, h).alpha,
      e.map((x) => Math.exp(x) / sum),
    );
  });
});

describe.each(names)("%s", (name) => {
  it.each([
    [1, 1, undefined],
    [2, 4, undefined],
    [3, 4, [true, false, true, false]],
    [4, 3, [false, true, true]],
  ])("backward matches finite differences (seed %i, T = %i, mask %j)", (seed, T, mask) => {
    const rng = new Rng(seed);
    const score = pick(name, rng);
    const inputs = { s: normalInit(rng, [score.S], 1), h: normalInit(rng, [T, score.H], 1) };
    const dc = normalInit(rng, [score.H], 1).data;
    const loss = () => dot(dc, score.forward(inputs.s.data, rows(inputs.h), mask).c);

    const grads = zeroGrads(score.params);
    const { ds, dh } = score.backward(grads, dc, inputs.s.data, rows(inputs.h), mask);
    const dH = new Tensor(Float64Array.from(dh.flatMap((row) => [...row])), [T, score.H]);
    const all = { ...grads, s: new Tensor(ds, [score.S]), h: dH };
    expect(gradCheck(loss, { ...score.params, ...inputs }, all).maxError).toBeLessThan(1e-6);
  });

  it("adds to the gradients that are there already", () => {
    const rng = new Rng(5);
    const score = pick(name, rng);
    const [s, h] = [normalInit(rng, [score.S], 1).data, rows(normalInit(rng, [3, score.H], 1))];
    const dc = normalInit(rng, [score.H], 1).data;
    const [once, twice] = [zeroGrads(score.params), zeroGrads(score.params)];
    score.backward(once, dc, s, h);
    for (let i = 0; i < 2; i++) score.backward(twice, dc, s, h);
    for (const key of Object.keys(once)) {
      expectClose(
        twice[key].data,
        once[key].data.map((x) => 2 * x),
      );
    }
  });

  it("moves the weights with the positions, and leaves the context as it is", () => {
    const rng = new Rng(6);
    const score = pick(name, rng);
    const [s, h] = [normalInit(rng, [score.S], 1).data, rows(normalInit(rng, [4, score.H], 1))];
    const [order, mask] = [
      [2, 0, 3, 1],
      [true, true, false, true],
    ];
    const straight = score.forward(s, h, mask);
    const turned = score.forward(
      s,
      order.map((j) => h[j]),
      order.map((j) => mask[j]),
    );
    expectClose(
      turned.alpha,
      order.map((j) => straight.alpha[j]),
    );
    expectClose(turned.c, straight.c);
  });

  it("gives what it would give without the padding, whatever the padding holds", () => {
    const rng = new Rng(7);
    const score = pick(name, rng);
    const [s, h] = [normalInit(rng, [score.S], 1).data, rows(normalInit(rng, [3, score.H], 1))];
    const padded = score.forward(s, [...h, new Float64Array(score.H).fill(1e6)], [true, true, true, false]);
    const alone = score.forward(s, h);
    expect([...padded.alpha]).toEqual([...alone.alpha, 0]);
    expect([...padded.c]).toEqual([...alone.c]);
  });

  it("gives zeros, not NaN, where everything is masked: weights, context and gradients", () => {
    const rng = new Rng(8);
    const score = pick(name, rng);
    const [s, h] = [normalInit(rng, [score.S], 1).data, rows(normalInit(rng, [2, score.H], 1))];
    const { alpha, c } = score.forward(s, h, [false, false]);
    expect([...alpha, ...c]).toEqual(new Array(2 + score.H).fill(0));

    const grads = zeroGrads(score.params);
    const { ds, dh } = score.backward(grads, new Float64Array(score.H).fill(1), s, h, [false, false]);
    const all = [ds, ...dh, ...Object.values(grads).map((g) => g.data)].flatMap((g) => [...g]);
    expect(all.every((g) => g === 0)).toBe(true);
  });

  it("refuses wrong shapes by name", () => {
    const score = pick(name, new Rng(9));
    const [s, hj] = [new Float64Array(score.S), new Float64Array(score.H)];
    expect(() => score.forward(s, [hj, new Float64Array(score.H + 1)])).toThrow(
      `h[1] must be [H] = [${score.H}], got [${score.H + 1}]`,
    );
    expect(() => score.forward(s, [])).toThrow("h must hold at least one encoder state, got none");
    expect(() => score.forward(s, [hj, hj], [true])).toThrow("mask must be [T_src] = [2], got [1]");
    expect(() => score.forward(s, [new Float32Array(score.H)])).toThrow(
      "h[0] must be float64 like the parameters, got float32",
    );
    expect(() => score.backward(zeroGrads(score.params), new Float64Array(1), s, [hj])).toThrow(
      `dc must be [H] = [${score.H}], got [1]`,
    );
  });
});

describe("bahdanau's two biases", () => {
  it("act as one: only their sum counts, and they get the same gradient", () => {
    const rng = new Rng(10);
    const params = bahdanauParams(rng, 4, 3, 5);
    const [s, h] = [normalInit(rng, [3], 1).data, rows(normalInit(rng, [6, 5], 1))];
    const { c, cache } = bahdanauForward(params, s, h);
    const grads = zeroGrads(params);
    bahdanauBackward(params, grads, normalInit(rng, [5], 1).data, cache);
    expectClose(grads["W1.bias"].data, grads["W2.bias"].data);

    for (let k = 0; k < 4; k++) {
      params["W1.bias"].data[k] += 0.7;
      params["W2.bias"].data[k] -= 0.7;
    }
    expectClose(bahdanauForward(params, s, h).c, c);
  });
});
