import { describe, expect, it } from "vitest";
import { GRU } from "../layers/gru.js";
import { LSTM } from "../layers/lstm.js";
import { RNN } from "../layers/rnn.js";
import type { Params } from "../tensor/params.js";
import type { Tensor } from "../tensor/tensor.js";
import { chapterGruFromKeras, chapterGruToKeras } from "../weights/gru.js";
import { gruFromKeras, gruToKeras, type KerasWeights, lstmFromKeras, lstmToKeras } from "../weights/keras.js";
import { loadParams } from "../weights/load-params.js";
import { loadTorchStateDict, toTorchStateDict } from "../weights/torch.js";
import { DTYPES, expectAllSame, referenceCase, under } from "./reference-values.js";

const FORMS = {
  "1-layer": { numLayers: 1 },
  "2-layer": { numLayers: 2 },
  "2-layer-bidirectional": { numLayers: 2, bidirectional: true },
  "1-layer-lengths": { numLayers: 1 },
  "2-layer-bidirectional-lengths": { numLayers: 2, bidirectional: true },
};

describe.each(DTYPES)("in %s", (dtype) => {
  describe.each(Object.entries(FORMS))("%s", (form, options) => {
    it.each(["rnn", "lstm", "gru"] as const)("%s: outputs, final states and every gradient", (kind) => {
      const { tensors, facts } = referenceCase<{ lengths: number[] | null }>(`${kind}-${form}.${dtype}`);
      const [inputSize, hiddenSize] = [tensors.x.shape[2], tensors.h0.shape[2]];
      const results = run(kind, { inputSize, hiddenSize, dtype, ...options }, tensors, facts.lengths ?? undefined);
      const names = ["y", "hN", "dx", "dh0", ...(kind === "lstm" ? ["cN", "dc0"] : [])];
      const expected = Object.fromEntries(names.map((name) => [name, tensors[name]]));
      expectAllSame(results, { ...expected, ...prefixed("grad.", under(tensors, "grad.")) });
    });
  });
});

type Options = ConstructorParameters<typeof LSTM>[0];

/** Loads the reference's weights, goes forward and back, and gives everything the names it has in the file. */
function run(kind: "rnn" | "lstm" | "gru", options: Options, t: Params, lengths?: number[]): Params {
  const [stateDict, states] = [under(t, "param."), { h0: t.h0, lengths }];
  if (kind === "lstm") {
    const layer = new LSTM(options);
    loadTorchStateDict(layer, stateDict);
    const { output: y, hN, cN, cache } = layer.forward(t.x, { ...states, c0: t.c0 });
    return { y, hN, cN, ...layer.backward(cache, t.dy, { dhN: t.dhN, dcN: t.dcN }), ...prefixed("grad.", layer.grads) };
  }
  const layer = kind === "rnn" ? new RNN(options) : new GRU(options);
  loadTorchStateDict(layer, stateDict);
  const { output: y, hN, cache } = layer.forward(t.x, states);
  return { y, hN, ...layer.backward(cache, t.dy, { dhN: t.dhN }), ...prefixed("grad.", layer.grads) };
}

function prefixed(prefix: string, tensors: Params): Params {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

describe("Keras's weights", () => {
  const options = { inputSize: 4, hiddenSize: 6 };
  const reference = (name: string): { x: Tensor; y: Tensor; weights: KerasWeights } => {
    const { x, y, ...weights } = referenceCase(name).tensors;
    return { x, y, weights: weights as KerasWeights };
  };

  it("an LSTM gives Keras's outputs, and its weights go back as they came", () => {
    const { x, y, weights } = reference("keras-lstm");
    const layer = new LSTM(options);
    loadTorchStateDict(layer, lstmFromKeras(weights));
    expectAllSame({ y: layer.forward(x).output }, { y });
    expect(lstmToKeras(toTorchStateDict(layer))).toEqual(weights);
  });

  it("a GRU that resets after the product gives Keras's outputs, and its weights go back as they came", () => {
    const { x, y, weights } = reference("keras-gru-reset-after");
    const layer = new GRU(options);
    loadTorchStateDict(layer, gruFromKeras(weights));
    expectAllSame({ y: layer.forward(x).output }, { y });
    expect(gruToKeras(toTorchStateDict(layer))).toEqual(weights);
  });

  it("a GRU that resets before the product is the chapter's, with z turned round", () => {
    const { x, y, weights } = reference("keras-gru-reset-before");
    const layer = new GRU({ ...options, form: "chapter" });
    loadParams(layer, chapterGruFromKeras(weights));
    expectAllSame({ y: layer.forward(x).output }, { y });
    expect(chapterGruToKeras(layer.params)).toEqual(weights);
  });

  it("are not taken for the other form's", () => {
    const [before, after] = [reference("keras-gru-reset-before"), reference("keras-gru-reset-after")];
    expect(() => gruFromKeras(before.weights)).toThrow("gruFromKeras: bias must be [2, 3H] = [2, 18], got [18]");
    expect(() => chapterGruFromKeras(after.weights)).toThrow(
      "chapterGruFromKeras: bias must be [3H] = [18], got [2, 18]",
    );
  });
});
