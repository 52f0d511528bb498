import { describe, expect, it } from "vitest";
import { Embedding } from "../layers/embedding.js";
import { GRU } from "../layers/gru.js";
import { joinLayers } from "../layers/layer.js";
import { Linear } from "../layers/linear.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { randomTensor } from "../testing/random.js";
import { loadTorchStateDict, toTorchStateDict } from "./torch.js";

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

describe("a GRU in the chapter's form", () => {
  const options = { inputSize: 3, hiddenSize: 4, numLayers: 2, bidirectional: true, dtype: "float64" } as const;

  /** PyTorch weights that have an equal: W_hn diagonal, b_hn zero, everything else random. */
  function convertible(seed: number): GRU {
    const gru = new GRU({ ...options, seed });
    for (const suffix of ["_l0", "_l0_reverse", "_l1", "_l1_reverse"]) {
      gru.params[`bias_hh${suffix}`].data.fill(0, 8);
      const W = gru.params[`weight_hh${suffix}`];
      for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) if (i !== j) W.set([8 + i, j], 0);
    }
    return gru;
  }

  it("takes PyTorch's weights where an equal exists: same outputs, and the weights go back as they came", () => {
    const torch = convertible(5);
    const chapter = new GRU({ ...options, form: "chapter", seed: 6 });
    loadTorchStateDict(chapter, toTorchStateDict(torch));
    const x = randomTensor(new Rng(7), [5, 2, 3]);
    const [one, two] = [torch.forward(x).output, chapter.forward(x).output];
    for (let i = 0; i < one.size; i++) expect(two.data[i]).toBeCloseTo(one.data[i], 14);
    expect(chapter.params).not.toEqual(torch.params);
    expect(toTorchStateDict(chapter)).toEqual(torch.params);
  });

  it("refuses weights that have none, and then changes nothing", () => {
    const chapter = new GRU({ ...options, form: "chapter", seed: 8 });
    const before = Object.entries(chapter.params).map(([name, p]) => [name, p.clone()]);
    const [diagonal, biased] = [convertible(9), convertible(10)];
    diagonal.params.weight_hh_l1.set([8, 2], 0.5);
    biased.params.bias_hh_l1_reverse.set([11], 0.25);
    expect(() => loadTorchStateDict(chapter, toTorchStateDict(diagonal))).toThrow(
      "convertGru: no equal exists: W (r ⊙ h) and r ⊙ (W h) differ unless W_hn is diagonal, but W_hn[0][2] is 0.5",
    );
    expect(() => loadTorchStateDict(chapter, toTorchStateDict(biased))).toThrow(
      "convertGru: no equal exists: r scales b_hn too, which must be zero, but b_hn[3] is 0.25",
    );
    expect(() => toTorchStateDict(chapter)).toThrow("convertGru: no equal exists");
    expect(chapter.params).toEqual(Object.fromEntries(before));
  });
});
