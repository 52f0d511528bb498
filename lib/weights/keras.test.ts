import { describe, expect, it } from "vitest";
import { Tensor } from "../tensor/tensor.js";
import { chapterGruFromKeras } from "./gru.js";
import { gruFromKeras, type KerasWeights, lstmFromKeras } from "./keras.js";

const [D, H] = [3, 2];
const layerOf = (G: number, bias: readonly number[]): KerasWeights => ({
  kernel: Tensor.zeros([D, G * H]),
  recurrentKernel: Tensor.zeros([H, G * H]),
  bias: Tensor.zeros(bias),
});

describe.each<[string, (weights: KerasWeights) => unknown, KerasWeights]>([
  ["lstmFromKeras", lstmFromKeras, layerOf(4, [8])],
  ["gruFromKeras", gruFromKeras, layerOf(3, [2, 6])],
  ["chapterGruFromKeras", chapterGruFromKeras, layerOf(3, [6])],
])("%s", (name, convert, weights) => {
  it.each(["kernel", "recurrentKernel", "bias"])("names the tensor that is missing: %s", (missing) => {
    expect(() => convert({ ...weights, [missing]: undefined })).toThrow(
      `${name}: ${missing} must be a Tensor, got undefined`,
    );
  });

  it("refuses bare numbers, which have no shape to check", () => {
    expect(() => convert({ ...weights, bias: weights.bias.data as never })).toThrow(
      `${name}: bias must be a Tensor, got [${weights.bias.size}]`,
    );
  });

  it("takes a layer that has all three", () => {
    expect(() => convert(weights)).not.toThrow();
  });
});
