import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import { spectralRadius } from "../diagnostics/spectrum.js";
import { normalInit } from "../tensor/init.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { sample } from "./sample.js";
import { VanillaRNN } from "./vanilla-rnn.js";

/** Weights and biases far from zero and from symmetry. */
function randomModel(seed: number): VanillaRNN {
  const model = new VanillaRNN({ vocabSize: 5, hiddenSize: 7, seed });
  const rng = new Rng(seed + 100);
  for (const { data } of Object.values(model.params))
    for (let i = 0; i < data.length; i++) data[i] += rng.normal(0, 0.4);
  return model;
}

describe("VanillaRNN", () => {
  const tokens = [1, 4, 0, 2, 2, 3];
  const targets = [4, 0, 2, 2, 3, 1];

  it.each([
    [1, 1],
    [2, 1],
    [1, 6],
    [2, 6],
    [3, 6],
  ])("BPTT matches finite differences, h₀ included (seed %i, T = %i)", (seed, T) => {
    const model = randomModel(seed);
    const h0 = normalInit(new Rng(seed), [7], 1);
    const [xs, ys] = [tokens.slice(0, T), targets.slice(0, T)];
    const loss = () => model.loss(model.forward(xs, h0.data), ys);
    const { grads, dh0 } = model.backward(model.forward(xs, h0.data), ys);
    const result = gradCheck(loss, { ...model.params, h0 }, { ...grads, h0: new Tensor(dh0, [7]) });
    expect(result.maxError).toBeLessThan(1e-6);
  });

  it("gives a distribution at each step and a loss of ln V when it knows nothing", () => {
    const model = new VanillaRNN({ vocabSize: 65, hiddenSize: 16, init: "small" });
    const forward = model.forward([3, 1, 4]);
    for (const p of forward.p) expect([...p].reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
    expect(model.loss(forward, [1, 4, 1])).toBeCloseTo(3 * Math.log(65), 1);
  });

  it("carries its state: two halves read in turn equal the whole", () => {
    const model = randomModel(1);
    const whole = model.forward(tokens).h;
    const first = model.forward(tokens.slice(0, 2)).h;
    const second = model.forward(tokens.slice(2), first[1]).h;
    expect([...first, ...second]).toEqual(whole);
  });

  it("reads one-hot vectors and token ids alike", () => {
    const model = randomModel(2);
    expect(model.forward(tokens.map((id) => model.oneHot(id))).p).toEqual(model.forward(tokens).p);
  });

  it("starts W_hh with spectral radius 1, or about .08 with the chapter's small weights", () => {
    const orthogonal = new VanillaRNN({ vocabSize: 3, hiddenSize: 64 });
    expect(spectralRadius(orthogonal.params.Whh)).toBeCloseTo(1, 9);
    const small = new VanillaRNN({ vocabSize: 3, hiddenSize: 64, init: "small" });
    expect(spectralRadius(small.params.Whh)).toBeCloseTo(0.08, 1);
  });

  it("agrees with itself in float32 and float64", () => {
    const [wide, narrow] = [randomModel(3), new VanillaRNN({ vocabSize: 5, hiddenSize: 7, dtype: "float32" })];
    for (const [name, p] of Object.entries(narrow.params)) {
      p.data.set(wide.params[name as keyof typeof wide.params].data);
    }
    expect(narrow.loss(narrow.forward(tokens), targets)).toBeCloseTo(wide.loss(wide.forward(tokens), targets), 4);
  });

  it.each([
    [() => new VanillaRNN({ vocabSize: 0 }), "VanillaRNN: vocabSize must be a positive integer, got 0"],
    [
      () => new VanillaRNN({ vocabSize: 3, init: "big" as never }),
      'VanillaRNN: init must be "orthogonal" or "small", got "big"',
    ],
    [() => randomModel(1).forward([]), "VanillaRNN.forward: inputs must hold at least one step, got none"],
    [() => randomModel(1).forward([5]), "VanillaRNN.oneHot: id must be an integer in [0, 5), got 5"],
    [() => randomModel(1).forward([1], new Float64Array(6)), "VanillaRNN.forward: h0 must be [H] = [7], got [6]"],
    [() => randomModel(1).forward([new Float64Array(4)]), "rnnForward: x must be [D] = [5], got [4]"],
    [
      () => randomModel(1).loss(randomModel(1).forward([1, 2]), [1]),
      "VanillaRNN.loss: targets must be [T] = [2], got [1]",
    ],
    [
      () => randomModel(1).backward(randomModel(1).forward([1, 2]), [1, 5]),
      "VanillaRNN.backward: targets[1] must be an integer in [0, 5), got 5",
    ],
  ])("refuses %s kindly", (call, message) => {
    expect(call).toThrow(message);
  });
});

describe("sample", () => {
  it("draws from the model's own distribution, repeatably", () => {
    const model = randomModel(5);
    const options = { prompt: [1, 2], length: 20 };
    const drawn = sample(model, { ...options, rng: new Rng(1) });
    expect(drawn).toHaveLength(20);
    expect(sample(model, { ...options, rng: new Rng(1) })).toEqual(drawn);
    expect(sample(model, { ...options, rng: new Rng(2) })).not.toEqual(drawn);
  });

  it("follows the likeliest token as the temperature falls", () => {
    const model = randomModel(6);
    const cold = sample(model, { prompt: [0], length: 5, rng: new Rng(1), temperature: 1e-3 });
    let [id, h] = [0, model.initialState()];
    for (const drawn of cold) {
      const forward = model.forward([id], h);
      id = forward.p[0].indexOf(Math.max(...forward.p[0]));
      h = forward.h[0];
      expect(drawn).toBe(id);
    }
  });
});
