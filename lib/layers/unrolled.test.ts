import { describe, expect, it } from "vitest";
import { asMatrix, sliceColumns, sliceRows } from "../kernels/matrix.js";
import { plain } from "../kernels/plain.js";
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

    const known = 1; // columns of x that are there from the beginning
    const arriving = Tensor.zeros([T, B, D]);
    plain.copy(sliceColumns(asMatrix(arriving), 0, known), sliceColumns(asMatrix(x), 0, known));
    const pass = stepped.unroll(arriving);
    pass.completeLater(known);
    for (let k = 0; k < states; k++) pass.setInitialState(k, null);
    for (let t = 0; t < T; t++) {
      arriving.row(t).set(x.row(t));
      pass.forward(t, t + 1);
      const h = sliceRows(pass.outputs, t * B, B);
      const expected = output.row(t);
      const actual = h.data.slice(h.offset, h.offset + B * H);
      for (let i = 0; i < B * H; i++) expect(Math.abs(actual[i] - expected[i])).toBeLessThan(1e-14);
    }
    const [dKnown, dArrived] = [Tensor.zeros([T, B, known]), Tensor.zeros([T, B, D - known])];
    pass.startBackward(asMatrix(dOutput), new Array(states).fill(null));
    for (let t = T - 1; t >= 0; t--) {
      pass.backward(t, t + 1);
      pass.laterGradient(sliceRows(asMatrix(dArrived), t * B, B), t);
    }
    pass.inputGradient(asMatrix(dKnown), false);
    const dArriving = Tensor.zeros([T, B, D]);
    plain.copy(sliceColumns(asMatrix(dArriving), 0, known), asMatrix(dKnown));
    plain.copy(sliceColumns(asMatrix(dArriving), known, D - known), asMatrix(dArrived));
    pass.addWeightGradients();
    expect(maxDifference(dArriving, dx)).toBeLessThan(1e-14);
    for (const name of Object.keys(whole.grads)) {
      expect(maxDifference(stepped.grads[name], whole.grads[name]), name).toBeLessThan(1e-14);
    }
  });
});
