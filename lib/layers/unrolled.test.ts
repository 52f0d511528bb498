import { describe, expect, it } from "vitest";
import { asMatrix, sliceRows } from "../kernels/matrix.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { maxDifference, randomise, randomTensor } from "../testing/random.js";
import { GRU } from "./gru.js";
import { LSTM } from "./lstm.js";
import { RNN } from "./rnn.js";

const [T, B, D, H] = [5, 3, 4, 2];
const options = { inputSize: D, hiddenSize: H, dtype: "float64" } as const;

describe.each([
  ["RNN", 1, () => new RNN(options)],
  ["LSTM", 2, () => new LSTM(options)],
  ["GRU", 1, () => new GRU(options)],
  ["GRU (chapter)", 1, () => new GRU({ ...options, form: "chapter" })],
])("%s unrolled step by step", (_, states, build) => {
  it("is the layer in one go, with inputs that come only as the steps are done", () => {
    const rng = new Rng(1);
    const [whole, stepped] = [build(), build()];
    randomise(whole.params, new Rng(2));
    for (const name of Object.keys(whole.params)) stepped.params[name].data.set(whole.params[name].data);
    const [x, dOutput] = [randomTensor(rng, [T, B, D]), randomTensor(rng, [T, B, H])];
    const { output, cache } = whole.forward(x);
    const { dx } = whole.backward(cache, dOutput);

    const arriving = Tensor.zeros([T, B, D]);
    const pass = stepped.unroll(arriving);
    for (let k = 0; k < states; k++) pass.setInitialState(k, null);
    for (let t = 0; t < T; t++) {
      arriving.row(t).set(x.row(t));
      pass.forward(t, t + 1);
      const h = sliceRows(pass.outputs, t * B, B);
      expect([...h.data.slice(h.offset, h.offset + B * H)]).toEqual([...output.row(t)]);
    }
    const dArriving = Tensor.zeros([T, B, D]);
    pass.startBackward(asMatrix(dOutput), new Array(states).fill(null));
    for (let t = T - 1; t >= 0; t--) {
      pass.backward(t, t + 1);
      pass.inputGradient(sliceRows(asMatrix(dArriving), t * B, B), false, t, t + 1);
    }
    pass.addWeightGradients();
    expect(maxDifference(dArriving, dx)).toBeLessThan(1e-14);
    for (const name of Object.keys(whole.grads)) {
      expect(maxDifference(stepped.grads[name], whole.grads[name]), name).toBeLessThan(1e-14);
    }
  });
});
