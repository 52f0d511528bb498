import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { inner, randomTensor } from "../testing/random.js";
import { Embedding } from "./embedding.js";
import { joinLayers, zeroLayerGrads } from "./layer.js";
import { Linear } from "./linear.js";

describe("Linear", () => {
  it("is x Wᵀ + b on the last axis", () => {
    const linear = new Linear({ inputSize: 2, outputSize: 3, dtype: "float64" });
    linear.params.weight.data.set([1, 2, 3, 4, 5, 6]);
    linear.params.bias?.data.set([0.5, -1, 2]);
    const { output } = linear.forward(Tensor.from([[[1, -1]], [[2, 1]]]));
    expect(output.shape).toEqual([2, 1, 3]);
    expect([...output.data]).toEqual([-0.5, -2, 1, 4.5, 9, 18]);
  });

  it.each([true, false])("has the gradients of finite differences (bias: %s)", (bias) => {
    for (const seed of [1, 2, 3]) {
      const rng = new Rng(seed);
      const linear = new Linear({ inputSize: 4, outputSize: 5, bias, dtype: "float64", seed });
      const x = randomTensor(rng, [3, 2, 4]);
      const dOutput = randomTensor(rng, [3, 2, 5]);
      const { cache } = linear.forward(x);
      const { dx } = linear.backward(cache, dOutput);
      const loss = () => inner(linear.forward(x).output, dOutput);
      const result = gradCheck(loss, { ...linear.params, x }, { ...linear.grads, x: dx });
      expect(result.maxError, JSON.stringify(result)).toBeLessThan(1e-6);
    }
  });

  it("adds gradients up until they are cleared", () => {
    const linear = new Linear({ inputSize: 2, outputSize: 1, dtype: "float64" });
    const { cache } = linear.forward(Tensor.from([[1, 2]]));
    linear.backward(cache, Tensor.from([[3]]));
    linear.backward(cache, Tensor.from([[3]]));
    expect([...linear.grads.weight.data]).toEqual([6, 12]);
    zeroLayerGrads(linear);
    expect([...linear.grads.weight.data]).toEqual([0, 0]);
  });
});

describe("Embedding", () => {
  it("takes a row per id, in the shape of the ids", () => {
    const embedding = new Embedding({ vocabSize: 3, embeddingSize: 2, dtype: "float64" });
    embedding.params.weight.data.set([1, 2, 3, 4, 5, 6]);
    const { output } = embedding.forward([2, 0, 2, 1], [2, 2]);
    expect(output.toArray()).toEqual([
      [
        [5, 6],
        [1, 2],
      ],
      [
        [5, 6],
        [3, 4],
      ],
    ]);
  });

  it("sums the gradients of an id that comes twice", () => {
    const embedding = new Embedding({ vocabSize: 3, embeddingSize: 2, dtype: "float64" });
    const { cache } = embedding.forward([2, 0, 2]);
    embedding.backward(
      cache,
      Tensor.from([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    );
    expect([...embedding.grads.weight.data]).toEqual([3, 4, 0, 0, 6, 8]);
  });
});

describe("joinLayers", () => {
  it("names the same tensors as a state dict does", () => {
    const embed = new Embedding({ vocabSize: 3, embeddingSize: 2 });
    const project = new Linear({ inputSize: 2, outputSize: 3 });
    const model = joinLayers({ embed, project });
    expect(Object.keys(model.params)).toEqual(["embed.weight", "project.weight", "project.bias"]);
    expect(model.grads["project.weight"]).toBe(project.grads.weight);
  });
});
