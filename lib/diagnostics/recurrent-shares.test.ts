import { describe, expect, it } from "vitest";
import { addTransposedMatVec } from "../kernels/vectors.js";
import { VanillaRNN } from "../rnn/vanilla-rnn.js";
import { Tensor } from "../tensor/tensor.js";
import { recurrentGradientShares } from "./recurrent-shares.js";

describe("recurrentGradientShares", () => {
  it("are those of the exercise by hand: −.25520 = −.13365 − .12155", () => {
    // L = ½ h₃² with w_h = .5, h = tanh(x + .5 h), x = (1, 0, −1): only step 3 has an output, dL/dh₃ = h₃.
    const h = [0, 0.7615941559557649, 0.3633994843890525, -0.6741436761583508].map((x) => Float64Array.of(x));
    const none = new Float64Array(1);
    const { dWhh, contributions, shares } = recurrentGradientShares(Tensor.from([[0.5]]), h, [none, none, h[3]]);
    expect(dWhh.data[0]).toBeCloseTo(-0.2552, 5);
    expect(contributions[2].data[0]).toBeCloseTo(-0.13365, 5);
    expect(contributions[1].data[0]).toBeCloseTo(-0.12155, 5);
    expect(contributions[0].data[0]).toBeCloseTo(0, 15); // h₀ = 0
    expect(shares[2]).toBeCloseTo(0.13365 / 0.2552, 4);
  });

  it("add up to the gradient of backpropagation through time, and to 1", () => {
    const model = new VanillaRNN({ vocabSize: 5, hiddenSize: 4, seed: 2 });
    const [ids, targets] = [[1, 3, 0, 2, 4], [3, 0, 2, 4, 1]]; // biome-ignore format: two rows
    const forward = model.forward(ids, Float64Array.of(0.3, -0.2, 0.5, 0.1));
    const outputGrads = forward.p.map((p, t) => {
      const [dy, dh] = [p.slice(), new Float64Array(4)];
      dy[targets[t]] -= 1;
      addTransposedMatVec(dh, model.params.Why, dy);
      return dh;
    });
    const states = [forward.caches[0].hPrev, ...forward.h];
    const { dWhh, contributions, shares } = recurrentGradientShares(model.params.Whh, states, outputGrads);
    const expected = model.backward(forward, targets).grads.Whh;
    for (let i = 0; i < 16; i++) {
      expect(dWhh.data[i]).toBeCloseTo(expected.data[i], 12);
      expect(contributions.reduce((sum, part) => sum + part.data[i], 0)).toBeCloseTo(expected.data[i], 12);
    }
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it.each([
    [() => recurrentGradientShares(Tensor.zeros([2, 3]), [], []), "Whh must be [H, H] = [2, 2], got [2, 3]"],
    [() => recurrentGradientShares(Tensor.zeros([2, 2]), [], []), "outputGrads must hold at least one step, got none"],
    [
      () => recurrentGradientShares(Tensor.zeros([2, 2]), [new Float64Array(2)], [new Float64Array(2)]),
      "hiddenStates must hold T + 1 = 2 vectors, got 1",
    ],
    [
      () =>
        recurrentGradientShares(
          Tensor.zeros([1, 1]),
          [new Float64Array(1), new Float64Array(1)],
          [new Float64Array(2)],
        ),
      "outputGrads[0] must be [H] = [1], got [2]",
    ],
  ])("names what is wrong (%#)", (call, message) => {
    expect(call).toThrow(`recurrentGradientShares: ${message}`);
  });
});
