import { describe, expect, it } from "vitest";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { messageOf } from "../testing/errors.js";
import { randomTensor } from "../testing/random.js";
import { dropoutBackward, dropoutForward } from "./dropout.js";
import { LSTM } from "./lstm.js";

describe("dropout", () => {
  it("drops a share p, scales the rest up, and keeps the average", () => {
    const ones = new Tensor(new Float64Array(40_000).fill(1), [200, 200]);
    const { output } = dropoutForward(ones, 0.3, new Rng(1));
    const dropped = output.data.filter((x) => x === 0).length;
    expect(Math.abs(dropped / ones.size - 0.3)).toBeLessThan(3 * Math.sqrt((0.3 * 0.7) / ones.size));
    expect(new Set(output.data)).toEqual(new Set([0, 1 / 0.7]));
    let sum = 0;
    for (const x of output.data) sum += x;
    const deviation = Math.sqrt(0.3 / 0.7 / ones.size); // of the mean of independent 0s and 1/.7s
    expect(Math.abs(sum / ones.size - 1)).toBeLessThan(3 * deviation);
  });

  it("lets the gradient through where the number went through, equally scaled", () => {
    const [x, dOutput] = [randomTensor(new Rng(2), [3, 4]), randomTensor(new Rng(3), [3, 4])];
    const { output, mask } = dropoutForward(x, 0.5, new Rng(1));
    const dx = dropoutBackward(mask, dOutput);
    for (let i = 0; i < x.size; i++) expect(dx.data[i]).toBe((output.data[i] === 0 ? 0 : 2) * dOutput.data[i]);
  });

  it("is set between layers only, and only when an rng is given", () => {
    const x = randomTensor(new Rng(4), [5, 2, 3], "float32");
    const build = (numLayers: number) => new LSTM({ inputSize: 3, hiddenSize: 8, numLayers, dropout: 0.5, seed: 1 });
    const [one, two] = [build(1), build(2)];
    expect(one.forward(x, { rng: new Rng(1) }).output).toEqual(one.forward(x).output);
    expect(two.forward(x, { rng: new Rng(1) }).output).toEqual(two.forward(x, { rng: new Rng(1) }).output);
    expect(two.forward(x, { rng: new Rng(1) }).output).not.toEqual(two.forward(x, { rng: new Rng(2) }).output);
    const undropped = new LSTM({ inputSize: 3, hiddenSize: 8, numLayers: 2, seed: 1 });
    expect(two.forward(x).output).toEqual(undropped.forward(x).output);
  });

  it.each<[string, () => unknown]>([
    ["dropoutForward: p must be a number in [0, 1), got 1", () => dropoutForward(Tensor.zeros([2]), 1, new Rng(1))],
    [
      "dropoutForward: p must be a number in [0, 1), got NaN",
      () => dropoutForward(Tensor.zeros([2]), Number.NaN, new Rng(1)),
    ],
    [
      "dropoutBackward: dOutput must be the shape of x = [2], got [3]",
      () => dropoutBackward(Tensor.zeros([2]), Tensor.zeros([3])),
    ],
  ])("%s", (message, call) => expect(messageOf(call)).toBe(message));
});
