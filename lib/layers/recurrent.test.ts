import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { inner, randomTensor } from "../testing/random.js";
import { buildRecurrent, KINDS } from "../testing/recurrent-kinds.js";
import { GRU } from "./gru.js";
import { LSTM } from "./lstm.js";
import { RNN } from "./rnn.js";

/** T, B, D, H differ, so that no two axes can be confused. */
const CASES = [
  { name: "one step", T: 1, B: 3, D: 4, H: 5 },
  { name: "one row", T: 6, B: 1, D: 3, H: 4 },
  { name: "many steps", T: 5, B: 2, D: 3, H: 4 },
  { name: "two layers", T: 4, B: 3, D: 2, H: 5, numLayers: 2 },
  { name: "bidirectional", T: 4, B: 3, D: 2, H: 5, bidirectional: true },
  {
    name: "two bidirectional layers, lengths",
    T: 4,
    B: 3,
    D: 5,
    H: 2,
    numLayers: 2,
    bidirectional: true,
    lengths: [2, 4, 1],
  },
  { name: "lengths", T: 5, B: 3, D: 2, H: 4, lengths: [5, 1, 3] },
  { name: "batch first", T: 4, B: 3, D: 2, H: 5, batchFirst: true, bidirectional: true },
  { name: "dropout", T: 4, B: 3, D: 2, H: 5, numLayers: 2, dropout: 0.4 },
];

describe.each(KINDS)("%s: every gradient is that of finite differences", (kind) => {
  it.each(CASES)("$name", ({ T, B, D, H, lengths, ...options }) => {
    for (const seed of [1, 2, 3]) {
      const rng = new Rng(seed);
      const layer = buildRecurrent(kind, { inputSize: D, hiddenSize: H, seed, ...options });
      const directions = options.bidirectional ? 2 : 1;
      const stateShape = [(options.numLayers ?? 1) * directions, B, H];
      const states = (): Tensor[] => Array.from({ length: layer.states }, () => randomTensor(rng, stateShape));
      const x = randomTensor(rng, options.batchFirst ? [B, T, D] : [T, B, D]);
      const initial = states();
      const dFinals = states();
      const dropoutRng = () => new Rng(seed); // the same mask each time

      const forward = () => layer.forward(x, initial, { lengths, rng: dropoutRng() });
      const first = forward();
      const dOutput = randomTensor(rng, first.output.shape);
      const { dx, dInitial } = layer.backward(first.cache, dOutput, dFinals);
      const loss = (): number => {
        const { output, finals } = forward();
        return finals.reduce((sum, state, k) => sum + inner(state, dFinals[k]), inner(output, dOutput));
      };
      const named = (prefix: string, tensors: readonly Tensor[]) =>
        Object.fromEntries(tensors.map((tensor, k) => [`${prefix}${k}`, tensor]));
      const result = gradCheck(
        loss,
        { ...layer.params, x, ...named("initial", initial) },
        { ...layer.grads, x: dx, ...named("initial", dInitial) },
      );
      expect(result.maxError, JSON.stringify(result)).toBeLessThan(1e-6);
    }
  });
});

describe.each([RNN, LSTM, GRU])("%o without the gradient of its input", (Kind) => {
  const sizes = { inputSize: 3, hiddenSize: 4, numLayers: 2, bidirectional: true, batchFirst: true } as const;
  const x = randomTensor(new Rng(1), [2, 5, 3], "float32");
  const dOutput = randomTensor(new Rng(2), [2, 5, 8], "float32");

  it("learns the same", () => {
    const [whole, without] = [new Kind(sizes), new Kind(sizes)];
    const { dx, ...states } = whole.backward(whole.forward(x).cache, dOutput);
    const left = without.backward(without.forward(x).cache, dOutput, { inputGradient: false });
    expect(dx.shape).toEqual(x.shape);
    expect(left).toEqual({ dx: null, ...states });
    expect(without.grads).toEqual(whole.grads);
  });

  it("takes true or false", () => {
    const layer = new Kind(sizes);
    const options = { inputGradient: 0 as unknown as boolean };
    expect(() => layer.backward(layer.forward(x).cache, dOutput, options)).toThrow(
      `${Kind.name}.backward: inputGradient must be true or false, got 0`,
    );
  });
});
