import { describe, expect, it } from "vitest";
import { Embedding } from "../layers/embedding.js";
import { joinLayers } from "../layers/layer.js";
import { Linear } from "../layers/linear.js";
import { Tensor } from "../tensor/tensor.js";
import { loadTorchStateDict, toTorchStateDict } from "./state-dict.js";

const model = (seed: number) =>
  joinLayers({
    embed: new Embedding({ vocabSize: 5, embeddingSize: 3, seed }),
    proj: new Linear({ inputSize: 3, outputSize: 2, seed }),
  });

describe("loadTorchStateDict", () => {
  it("takes a model's weights over, number by number", () => {
    const [from, into] = [model(1), model(2)];
    expect(into.params).not.toEqual(from.params);
    loadTorchStateDict(into, toTorchStateDict(from));
    expect(into.params).toEqual(from.params);
  });

  it("rounds to the model's precision", () => {
    const linear = new Linear({ inputSize: 1, outputSize: 1, bias: false });
    loadTorchStateDict(linear, { weight: Tensor.from([[0.1]]) });
    expect(linear.params.weight.data).toEqual(Float32Array.of(0.1));
  });

  it("lists everything that is wrong in one message, and then changes nothing", () => {
    const into = model(3);
    const before = toTorchStateDict(into);
    const wrong = {
      "embed.weight": Tensor.zeros([5, 4]),
      "proj.weight": Tensor.from([[1, 2, 3], [4, Number.NaN, 6]]), // biome-ignore format: a matrix
      "lstm.weight_ih_l0": Tensor.zeros([4, 3]),
    };
    expect(() => loadTorchStateDict(into, wrong)).toThrow(
      new RegExp(
        [
          "^loadTorchStateDict: the tensors do not fit:",
          "proj.bias is missing",
          "lstm.weight_ih_l0 is unexpected",
          "embed.weight must be \\[5, 3\\], got \\[5, 4\\]",
          "proj.weight must be finite, got NaN at index 4$",
        ].join("\n  "),
      ),
    );
    expect(into.params).toEqual(before);
  });
});

describe("toTorchStateDict", () => {
  it("copies: training on does not change it", () => {
    const from = model(4);
    const kept = toTorchStateDict(from);
    const first = kept["proj.bias"].data[0];
    from.params["proj.bias"].data[0] += 1;
    expect(kept["proj.bias"].data[0]).toBe(first);
  });
});
