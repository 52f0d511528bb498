import { beforeAll, describe, expect, it } from "vitest";
import { GRU } from "../layers/gru.js";
import { LSTM } from "../layers/lstm.js";
import { SequenceModel } from "../seq2seq/sequence-model.js";
import { Tensor } from "../tensor/tensor.js";
import { TfjsAdam } from "./adam.js";
import { loadTfjs } from "./load.js";
import { tfjsCrossEntropy } from "./loss.js";
import { TfjsRecurrent } from "./recurrent.js";
import { TfjsSequenceModel } from "./sequence-model.js";
import type { Tf } from "./tf.js";
import { tfjsClipScale } from "./train-step.js";

let tf: Tf;
beforeAll(async () => {
  tf = (await loadTfjs("cpu")).tf;
});

const sizes = { inputSize: 2, hiddenSize: 3 };
const model = () => new SequenceModel({ vocabSize: 4, embeddingSize: 2, hiddenSize: 3 });

describe("what is wrong is named", () => {
  it.each<[string, () => unknown, string]>([
    [
      "a model in float64",
      () => new TfjsRecurrent(tf, new LSTM({ ...sizes, dtype: "float64" })),
      "TfjsRecurrent: weight_ih_l0 must be float32, as TensorFlow.js computes, got float64",
    ],
    [
      "x of another size",
      () => new TfjsRecurrent(tf, new GRU(sizes)).forward(tf.zeros([5, 1, 3])),
      "TfjsRecurrent.forward: x must be [T, B, D] with D = 2, got [5, 1, 3]",
    ],
    [
      "x without a step",
      () => new TfjsRecurrent(tf, new GRU({ ...sizes, batchFirst: true })).forward(tf.zeros([1, 0, 2])),
      "TfjsRecurrent.forward: x must be [B, T, D] with D = 2, got [1, 0, 2]",
    ],
    [
      "a state of another size",
      () => new TfjsRecurrent(tf, new LSTM(sizes)).forward(tf.zeros([5, 1, 2]), { state: { h: tf.zeros([1, 3]) } }),
      "TfjsRecurrent.forward: state.h must be [layers·directions, B, H] = [1, 1, 3], got [1, 3]",
    ],
    [
      "a row longer than the batch",
      () => new TfjsRecurrent(tf, new GRU(sizes)).forward(tf.zeros([5, 1, 2]), { lengths: [6] }),
      "TfjsRecurrent.forward: lengths[0] must be at most T = 5, got 6",
    ],
    [
      "a token outside the vocabulary",
      () => new TfjsSequenceModel(tf, model()).forward({ T: 1, B: 2, ids: [0, 4] }),
      "TfjsSequenceModel.forward: ids[1] must be an integer in [0, 4), got 4",
    ],
    [
      "too few targets",
      () => tfjsCrossEntropy(tf, tf.zeros([2, 3, 4]), [0, 1]),
      "tfjsCrossEntropy: targets must hold one id for each of 6 rows, got 2",
    ],
    [
      "a target outside the vocabulary",
      () => tfjsCrossEntropy(tf, tf.zeros([2, 4]), [0, -2]),
      "tfjsCrossEntropy: targets[1] must be an integer in [0, 4), got -2",
    ],
    [
      "a norm that is none",
      () => tfjsClipScale(tf, { g: tf.zeros([1]) }, 0),
      "tfjsClipScale: maxNorm must be a positive number, got 0",
    ],
    [
      "a learning rate that is none",
      () => new TfjsAdam(new TfjsSequenceModel(tf, model()), { lr: -1 }),
      "TfjsAdam: lr must be a positive number, got -1",
    ],
    [
      "moments of another model",
      () =>
        new TfjsAdam(new TfjsRecurrent(tf, new GRU(sizes))).load({
          ...{ lr: 1, steps: 0, v: {} },
          m: { weight: Tensor.zeros([1], "float32") },
        }),
      "TfjsAdam.load: the tensors do not fit:\n  weight_ih_l0 is missing",
    ],
  ])("%s", (_, call, message) => {
    expect(() => tf.tidy(call as () => void)).toThrow(message);
  });

  it("gives 0 as the loss where all is padding", () => {
    expect(tf.tidy(() => tfjsCrossEntropy(tf, tf.zeros([2, 4]), [-1, -1]).dataSync()[0])).toBeCloseTo(0);
  });
});
