import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import { zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { messageOf } from "../testing/errors.js";
import { inner, randomise, randomTensor } from "../testing/random.js";
import { type LstmCache, lstmForward } from "./cell.js";
import { LSTMCell } from "./lstm-cell.js";

const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));

describe("lstmForward", () => {
  it("is the chapter's six equations, by hand for H = D = 1", () => {
    const W = Tensor.from([
      [0.5, -1],
      [1, 2],
      [-0.3, 0.7],
      [0.2, 0.4],
    ]); // rows f, i, g, o; columns hPrev, x
    const b = Tensor.from([1, 0.1, -0.2, 0.3]);
    const { h, c } = lstmForward({ W, b }, Float64Array.of(0.6), Float64Array.of(-0.4), Float64Array.of(0.9));
    const f = sigmoid(0.5 * -0.4 - 1 * 0.6 + 1);
    const i = sigmoid(1 * -0.4 + 2 * 0.6 + 0.1);
    const g = Math.tanh(-0.3 * -0.4 + 0.7 * 0.6 - 0.2);
    const o = sigmoid(0.2 * -0.4 + 0.4 * 0.6 + 0.3);
    expect(c[0]).toBeCloseTo(f * 0.9 + i * g, 15);
    expect(h[0]).toBeCloseTo(o * Math.tanh(f * 0.9 + i * g), 15);
  });

  it("stays finite where e⁻ᵃ overflows", () => {
    const cell = new LSTMCell({ inputSize: 1, hiddenSize: 2 });
    const { h, c } = cell.step(Float64Array.of(-1e6), new Float64Array(2), Float64Array.of(1, -1));
    expect([...h, ...c].every(Number.isFinite)).toBe(true);
  });
});

describe("lstmBackward", () => {
  it.each([1, 5])("has the gradients of finite differences over T = %d steps", (T) => {
    for (const seed of [1, 2, 3]) {
      const rng = new Rng(seed);
      const [D, H] = [3, 4];
      const cell = new LSTMCell({ inputSize: D, hiddenSize: H });
      randomise(cell.params, rng);
      const [x, h0, c0] = [randomTensor(rng, [T, D]), randomTensor(rng, [H]), randomTensor(rng, [H])];
      const [dhs, dcN] = [randomTensor(rng, [T, H]), randomTensor(rng, [H])];

      const run = (): { loss: number; caches: LstmCache[] } => {
        let [h, c, loss] = [h0.data, c0.data, 0];
        const caches: LstmCache[] = [];
        for (let t = 0; t < T; t++) {
          const step = lstmForward(cell.params, x.row(t), h, c);
          [h, c] = [step.h, step.c];
          caches.push(step.cache);
          loss += inner(new Tensor(h, [H]), new Tensor(dhs.row(t), [H]));
        }
        return { loss: loss + inner(new Tensor(c, [H]), dcN), caches };
      };

      const inputs = { x, h0, c0 };
      const dInputs = zeroGrads(inputs);
      const { caches } = run();
      let [dh, dc] = [new Float64Array(H), dcN.data];
      for (let t = T - 1; t >= 0; t--) {
        const back = cell.stepBackward(
          dhs.row(t).map((d, j) => d + dh[j]),
          dc,
          caches[t],
        );
        dInputs.x.row(t).set(back.dx);
        [dh, dc] = [Float64Array.from(back.dhPrev), back.dcPrev];
      }
      dInputs.h0.data.set(dh);
      dInputs.c0.data.set(dc);
      const result = gradCheck(() => run().loss, { ...cell.params, ...inputs }, { ...cell.grads, ...dInputs });
      expect(result.maxError, JSON.stringify(result)).toBeLessThan(1e-6);
    }
  });
});

describe("LSTMCell", () => {
  it("starts by remembering: forget bias 1, the others 0", () => {
    const { b } = new LSTMCell({ inputSize: 2, hiddenSize: 3 }).params;
    expect([...b.data]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(new LSTMCell({ inputSize: 2, hiddenSize: 3, forgetBias: -2 }).params.b.at(1)).toBe(-2);
  });

  it("works in float32 throughout", () => {
    const cell = new LSTMCell({ inputSize: 2, hiddenSize: 3, dtype: "float32" });
    const { h, c } = cell.initialState();
    const step = cell.step(Float32Array.of(1, -1), h, c);
    const back = cell.stepBackward(step.h, step.c, step.cache);
    for (const v of [step.h, step.c, back.dx, back.dhPrev, back.dcPrev]) expect(v).toBeInstanceOf(Float32Array);
  });

  const cell = new LSTMCell({ inputSize: 3, hiddenSize: 2 });
  const [x, h] = [new Float64Array(3), new Float64Array(2)];
  const { cache } = cell.step(x, h, h);
  it.each<[string, () => unknown, string]>([
    ["x", () => cell.step(new Float64Array(4), h, h), "lstmForward: x must be [D] = [3], got [4]"],
    ["hPrev", () => cell.step(x, x, h), "lstmForward: hPrev must be [H] = [2], got [3]"],
    ["cPrev", () => cell.step(x, h, x), "lstmForward: cPrev must be [H] = [2], got [3]"],
    [
      "dtype",
      () => cell.step(x, h, new Float32Array(2)),
      "lstmForward: cPrev must be float64 like the parameters, got float32",
    ],
    ["dh", () => cell.stepBackward(x, h, cache), "lstmBackward: dh must be [H] = [2], got [3]"],
    ["dc", () => cell.stepBackward(h, x, cache), "lstmBackward: dc must be [H] = [2], got [3]"],
    [
      "size",
      () => new LSTMCell({ inputSize: 3, hiddenSize: 0 }),
      "LSTMCell: hiddenSize must be a positive integer, got 0",
    ],
    [
      "size",
      () => new LSTMCell({ inputSize: 2.5, hiddenSize: 1 }),
      "LSTMCell: inputSize must be a positive integer, got 2.5",
    ],
  ])("refuses a wrong %s", (_, call, message) => expect(messageOf(call)).toBe(message));
});
