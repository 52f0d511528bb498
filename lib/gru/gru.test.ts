import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import type { Vec } from "../tensor/dtype.js";
import { type Params, zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { messageOf } from "../testing/errors.js";
import { inner, randomise, randomTensor } from "../testing/random.js";
import { gruBackward, gruForward } from "./cell.js";
import { GRUCell } from "./gru-cell.js";
import { gruResetAfterBackward, gruResetAfterForward } from "./reset-after.js";

const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));
const [D, H] = [3, 4];

describe("gruForward", () => {
  it("is the chapter's four equations, by hand for H = D = 1", () => {
    const W = Tensor.from([
      [0.5, -1],
      [1, 2],
      [-0.3, 0.7],
    ]); // rows r, z, h; columns hPrev, x
    const { h } = gruForward({ W, b: Tensor.from([1, 0.1, -0.2]) }, Float64Array.of(0.6), Float64Array.of(-0.4));
    const r = sigmoid(0.5 * -0.4 - 1 * 0.6 + 1);
    const z = sigmoid(1 * -0.4 + 2 * 0.6 + 0.1);
    const hTilde = Math.tanh(-0.3 * (r * -0.4) + 0.7 * 0.6 - 0.2);
    expect(h[0]).toBeCloseTo((1 - z) * -0.4 + z * hTilde, 15);
  });

  it("keeps the old state where z is 0 and takes the candidate where z is 1", () => {
    const cell = new GRUCell({ inputSize: 2, hiddenSize: 1 });
    const hPrev = Float64Array.of(0.37);
    cell.params.b.set([1], -1000);
    expect(cell.step(new Float64Array(2), hPrev).h[0]).toBe(0.37);
    cell.params.b.set([1], 1000);
    const { h, cache } = cell.step(new Float64Array(2), hPrev);
    expect(h[0]).toBe(cache.hTilde[0]);
  });
});

describe("gruResetAfterForward", () => {
  it("is PyTorch's form, by hand for H = D = 1", () => {
    const params = {
      Wx: Tensor.from([[-1], [2], [0.7]]),
      Wh: Tensor.from([[0.5], [1], [-0.3]]),
      bx: Tensor.from([1, 0.1, -0.2]),
      bh: Tensor.from([0.3, -0.5, 0.8]),
    };
    const { h } = gruResetAfterForward(params, Float64Array.of(0.6), Float64Array.of(-0.4));
    const r = sigmoid(-1 * 0.6 + 1 + 0.5 * -0.4 + 0.3);
    const z = sigmoid(2 * 0.6 + 0.1 + 1 * -0.4 - 0.5);
    const n = Math.tanh(0.7 * 0.6 - 0.2 + r * (-0.3 * -0.4 + 0.8));
    expect(h[0]).toBeCloseTo((1 - z) * n + z * -0.4, 15);
  });
});

/** Both forms behind one signature. */
type Form = {
  readonly params: Params;
  readonly grads: Params;
  step(x: Vec, hPrev: Vec): { h: Vec; back(dh: Vec): { dx: Vec; dhPrev: Vec } };
};

function chapterForm(): Form {
  const { params, grads } = new GRUCell({ inputSize: D, hiddenSize: H });
  const step: Form["step"] = (x, hPrev) => {
    const { h, cache } = gruForward(params, x, hPrev);
    return { h, back: (dh) => gruBackward(params, grads, dh, cache) };
  };
  return { params, grads, step };
}

function resetAfterForm(): Form {
  const [Wx, Wh] = [Tensor.zeros([3 * H, D]), Tensor.zeros([3 * H, H])];
  const params = { Wx, Wh, bx: Tensor.zeros([3 * H]), bh: Tensor.zeros([3 * H]) };
  const grads = zeroGrads(params);
  const step: Form["step"] = (x, hPrev) => {
    const { h, cache } = gruResetAfterForward(params, x, hPrev);
    return { h, back: (dh) => gruResetAfterBackward(params, grads, dh, cache) };
  };
  return { params, grads, step };
}

describe.each([
  ["gruBackward", chapterForm],
  ["gruResetAfterBackward", resetAfterForm],
])("%s", (_, build) => {
  it.each([1, 5])("has the gradients of finite differences over T = %d steps", (T) => {
    for (const seed of [1, 2, 3]) {
      const rng = new Rng(seed);
      const { params, grads, step } = build();
      randomise(params, rng);
      const inputs = { x: randomTensor(rng, [T, D]), h0: randomTensor(rng, [H]) };
      const dhs = randomTensor(rng, [T, H]);
      const run = () => {
        const steps: ReturnType<Form["step"]>[] = [];
        for (let t = 0; t < T; t++) steps.push(step(inputs.x.row(t), steps.at(-1)?.h ?? inputs.h0.data));
        const h = Tensor.from(steps.map((s) => [...s.h]));
        return { steps, loss: inner(h, dhs) };
      };

      const dInputs = zeroGrads(inputs);
      let dh: Vec = new Float64Array(H);
      for (const [t, { back }] of [...run().steps.entries()].reverse()) {
        const { dx, dhPrev } = back(dhs.row(t).map((d, j) => d + dh[j]));
        dInputs.x.row(t).set(dx);
        dh = dhPrev;
      }
      dInputs.h0.data.set(dh);
      const result = gradCheck(() => run().loss, { ...params, ...inputs }, { ...grads, ...dInputs });
      expect(result.maxError, JSON.stringify(result)).toBeLessThan(1e-6);
    }
  });
});

describe("GRUCell", () => {
  it("works in float32 throughout", () => {
    const cell = new GRUCell({ inputSize: 2, hiddenSize: 3, dtype: "float32" });
    const { h, cache } = cell.step(Float32Array.of(1, -1), cell.initialState());
    const { dx, dhPrev } = cell.stepBackward(h, cache);
    for (const v of [h, dx, dhPrev]) expect(v).toBeInstanceOf(Float32Array);
  });

  const cell = new GRUCell({ inputSize: 3, hiddenSize: 2 });
  const [x, h] = [new Float64Array(3), new Float64Array(2)];
  const { cache } = cell.step(x, h);
  it.each<[string, () => unknown, string]>([
    ["x", () => cell.step(new Float64Array(4), h), "gruForward: x must be [D] = [3], got [4]"],
    ["hPrev", () => cell.step(x, x), "gruForward: hPrev must be [H] = [2], got [3]"],
    [
      "dtype",
      () => cell.step(new Float32Array(3), h),
      "gruForward: x must be float64 like the parameters, got float32",
    ],
    ["dh", () => cell.stepBackward(x, cache), "gruBackward: dh must be [H] = [2], got [3]"],
    [
      "size",
      () => new GRUCell({ inputSize: -1, hiddenSize: 2 }),
      "GRUCell: inputSize must be a positive integer, got -1",
    ],
  ])("refuses a wrong %s", (_, call, message) => expect(messageOf(call)).toBe(message));
});
