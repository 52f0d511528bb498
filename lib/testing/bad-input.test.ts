import { describe, expect, it } from "vitest";
import * as u from "../index.js";

/*
 * What the whole library says to a wrong call: the exact message, and that it is the library's own error and not an
 * accident further in. `never` casts let a test do what the types forbid and a notebook's cell does anyway.
 */

/** Wrong calls under the messages they must give. */
function refuses(room: string, calls: Readonly<Record<string, () => unknown>>): void {
  describe(room, () => {
    it.each(Object.entries(calls))("%s", (message, call) => {
      const error = errorOf(call);
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toBe(message);
      expect(["ShapeError", "ArgumentError"]).toContain((error as Error).name);
    });
  });
}

function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const T = (shape: number[], dtype?: u.DType): u.Tensor => u.Tensor.zeros(shape, dtype);
const rng = new u.Rng(1);
const v = (...values: number[]): Float64Array => Float64Array.from(values);

refuses("tensors", {
  "Tensor: data must be a Float32Array or a Float64Array, got an Array of 2": () => new u.Tensor([1, 2] as never, [2]),
  "Tensor: shape [2, 3] holds 6 numbers, got 5": () => new u.Tensor(new Float64Array(5), [2, 3]),
  "Tensor: shape[1] must be a non-negative integer, got -3": () => new u.Tensor(new Float64Array(6), [2, -3]),
  "Tensor.zeros: shape[0] must be a non-negative integer, got 1.5": () => T([1.5]),
  "Tensor.zeros: shape[0] must be a non-negative integer, got NaN": () => T([Number.NaN]),
  "Tensor.from: values must fill the shape [2, 2], got an Array of 1 in it": () => u.Tensor.from([[1, 2], [3]]),
  'Tensor.from: values must fill the shape [2], got "2" in it': () => u.Tensor.from([1, "2"] as never),
  "Tensor: shape must be an Array of sizes, got undefined": () => new u.Tensor(new Float64Array(1), undefined as never),
  'Tensor.zeros: dtype must be "float32" or "float64", got "int8"': () => T([1], "int8" as never),
  "normalInit: std must be a number ≥ 0, got NaN": () => u.normalInit(rng, [2], Number.NaN),
  "Tensor.at: index[1] must be an integer in [0, 3), got 3": () => T([2, 3]).at(0, 3),
  "Tensor.at: index must have 2 entries, got 1": () => T([2, 3]).at(0),
  "Tensor.row: i must be an integer in [0, 2), got -1": () => T([2, 3]).row(-1),
  "orthogonalInit: shape[1] must be a positive integer, got 0": () => u.orthogonalInit(rng, [2, 0]),
});

refuses("random numbers", {
  "Rng: seed must be a non-negative integer, got -1": () => new u.Rng(-1),
  "Rng: seed must be a non-negative integer, got undefined": () => new u.Rng(undefined as never),
  "Rng.fromState: key must be two numbers, got undefined": () => u.Rng.fromState({} as never),
  "Rng.int: n must be a positive integer, got 0": () => rng.int(0),
  "Rng.choice: items must not be empty": () => rng.choice([]),
  "Rng.categorical: weights must be ≥ 0, got NaN at index 1": () => rng.categorical([1, Number.NaN]),
  "Rng.categorical: the sum of weights must be a positive number, got 0": () => rng.categorical([0, 0]),
});

const lstm = new u.LSTMCell({ inputSize: 3, hiddenSize: 2 });
const gru = new u.GRUCell({ inputSize: 3, hiddenSize: 2 });
const rnn = new u.VanillaRNN({ vocabSize: 4, hiddenSize: 2 });

refuses("cells", {
  "rnnForward: x must be [D] = [4], got [3]": () => u.rnnForward(rnn.params, v(1, 2, 3), v(0, 0)),
  "lstmForward: x must be [D] = [3], got [4]": () => lstm.step(v(1, 2, 3, 4), v(0, 0), v(0, 0)),
  "lstmForward: x must be [D] = [3], got an Array of 3": () => lstm.step([1, 2, 3] as never, v(0, 0), v(0, 0)),
  "lstmForward: cPrev must be [H] = [2], got undefined": () => lstm.step(v(1, 2, 3), v(0, 0), undefined as never),
  "lstmForward: x must be float64 like the parameters, got float32": () =>
    lstm.step(new Float32Array(3), v(0, 0), v(0, 0)),
  "LSTMCell: inputSize must be a positive integer, got undefined": () => new u.LSTMCell({ hiddenSize: 2 } as never),
  "gruForward: hPrev must be [H] = [2], got [3]": () => gru.step(v(1, 2, 3), v(0, 0, 0)),
  'GRUCell: hiddenSize must be a positive integer, got "8"': () =>
    new u.GRUCell({ inputSize: 1, hiddenSize: "8" as never }),
  'VanillaRNN: init must be "orthogonal" or "small", got "big"': () =>
    new u.VanillaRNN({ vocabSize: 4, init: "big" as never }),
  "VanillaRNN.forward: inputs must hold at least one step, got none": () => rnn.forward([]),
  "VanillaRNN.oneHot: id must be an integer in [0, 4), got 4": () => rnn.forward([0, 4]),
  "VanillaRNN.loss: targets must be [T] = [2], got [1]": () => rnn.loss(rnn.forward([0, 1]), [1]),
  "VanillaRNN.backward: targets[0] must be an integer in [0, 4), got -1": () => rnn.backward(rnn.forward([0]), [-1]),
  "sample: temperature must be a positive number, got 0": () =>
    u.sample(rnn, { prompt: [0], length: 1, rng, temperature: 0 }),
});

const layer = new u.LSTM({ inputSize: 3, hiddenSize: 2, dtype: "float64" });
const linear = new u.Linear({ inputSize: 3, outputSize: 2, dtype: "float64" });
const embedding = new u.Embedding({ vocabSize: 5, embeddingSize: 2 });
const nan = T([2, 1, 3]);
nan.data[4] = Number.NaN;

refuses("layers", {
  "LSTM: hiddenSize must be a positive integer, got 0": () => new u.LSTM({ inputSize: 3, hiddenSize: 0 }),
  "LSTM: numLayers must be a positive integer, got 0": () => new u.LSTM({ inputSize: 3, hiddenSize: 2, numLayers: 0 }),
  "RNN: dropout must be a number in [0, 1), got 1": () => new u.RNN({ inputSize: 3, hiddenSize: 2, dropout: 1 }),
  'RNN: dtype must be "float32" or "float64", got "float16"': () =>
    new u.RNN({ inputSize: 3, hiddenSize: 2, dtype: "float16" as never }),
  'GRU: bidirectional must be true or false, got "yes"': () =>
    new u.GRU({ inputSize: 3, hiddenSize: 2, bidirectional: "yes" as never }),
  'GRU: form must be "torch" or "chapter", got "keras"': () =>
    new u.GRU({ inputSize: 3, hiddenSize: 2, form: "keras" as never }),
  "LSTM.forward: x must be [T, B, D] with D = 3, got [2, 1, 4]": () => layer.forward(T([2, 1, 4])),
  "LSTM.forward: x must be [T, B, D] with D = 3, got [2, 3]": () => layer.forward(T([2, 3])),
  "LSTM.forward: x must hold at least one step of one row, got [0, 1, 3]": () => layer.forward(T([0, 1, 3])),
  "LSTM.forward: x must be finite, got NaN at index 4": () => layer.forward(nan),
  "LSTM.forward: x must be float64 like the parameters, got float32": () => layer.forward(T([2, 1, 3], "float32")),
  "LSTM.forward: h0 must be [layers·directions, B, H] = [1, 4, 2], got [1, 3, 2]": () =>
    layer.forward(T([2, 4, 3]), { h0: T([1, 3, 2]) }),
  "LSTM.forward: c0 must be finite, got Infinity at index 0": () =>
    layer.forward(T([2, 1, 3]), { c0: u.Tensor.from([[[Infinity, 0]]]) }),
  "LSTM.forward: lengths must be [B] = [2], got [1]": () => layer.forward(T([4, 2, 3]), { lengths: [4] }),
  "LSTM.forward: lengths[1] must be a positive integer, got 0": () => layer.forward(T([4, 2, 3]), { lengths: [4, 0] }),
  "LSTM.forward: lengths[0] must be at most T = 4, got 5": () => layer.forward(T([4, 2, 3]), { lengths: [5, 1] }),
  "LSTM.backward: dOutput must be [T, B, directions·H] = [2, 1, 2], got [2, 1, 4]": () =>
    layer.backward(layer.forward(T([2, 1, 3])).cache, T([2, 1, 4])),
  'Linear: dtype must be "float32" or "float64", got "half"': () =>
    new u.Linear({ inputSize: 1, outputSize: 1, dtype: "half" as never }),
  "Linear.forward: x must be [.., in] = [.., 3], got [7, 4]": () => linear.forward(T([7, 4])),
  "Linear.backward: dOutput must be [.., out] = [7, 2], got [7, 3]": () =>
    linear.backward(linear.forward(T([7, 3])).cache, T([7, 3])),
  "Embedding.forward: ids[1] must be an integer in [0, 5), got 5": () => embedding.forward([0, 5]),
  "Embedding.forward: ids must fill [2, 2], got 3 ids": () => embedding.forward([0, 1, 2], [2, 2]),
  "Embedding: vocabSize must be a positive integer, got NaN": () =>
    new u.Embedding({ vocabSize: Number.NaN, embeddingSize: 2 }),
});

const source = [v(1, 0), v(0, 1)];
const step = (): u.DecodeStep<null> => ({ logProbs: v(Math.log(0.5), Math.log(0.5)), state: null });

refuses("attention and decoding", {
  "luongDotForward: h[1] must be [H] = [2], got [3]": () => u.luongDotForward(v(1, 2), [v(1, 2), v(1, 2, 3)]),
  "luongDotForward: h must hold at least one encoder state, got none": () => u.luongDotForward(v(1, 2), []),
  "scaledDotForward: mask must be [T_src] = [2], got [3]": () =>
    u.scaledDotForward(v(1, 2), source, [true, true, false]),
  "luongGeneralForward: s must be [S] = [3], got [2]": () =>
    u.luongGeneralForward({ "W.weight": T([3, 2]) }, v(1, 2), source),
  "greedyDecode: maxLength must be a positive integer, got 0": () =>
    u.greedyDecode({ step, initial: null, start: 0, end: 1, maxLength: 0 }),
  "greedyDecode: logProbs must be at most 0, got 0.5 for token 0": () =>
    u.greedyDecode({ step: () => ({ logProbs: v(0.5), state: null }), initial: null, start: 0, maxLength: 2 }),
  "beamSearch: width must be a positive integer, got 0": () =>
    u.beamSearch({ step, initial: null, start: 0, maxLength: 3, width: 0 }),
  "beamSearch: lengthPenalty must be a number ≥ 0, got -1": () =>
    u.beamSearch({ step, initial: null, start: 0, maxLength: 3, width: 2, lengthPenalty: -1 }),
  "bleu: references must be as many as candidates, 1, got 0": () => u.bleu([["a"]], []),
});

const params = { W: T([2, 3]) };
const infinite = { W: u.Tensor.from([[1, Infinity]]) };

refuses("training", {
  "crossEntropy: targets must hold one id for each of 3 rows, got 2": () => u.crossEntropy(T([3, 4]), [0, 1]),
  "crossEntropy: targets[1] must be an integer in [0, 4), got 4": () => u.crossEntropy(T([2, 4]), [0, 4]),
  "crossEntropy: logits must be finite, but the loss is NaN": () => u.crossEntropy(nan.reshape([2, 3]), [0, 1]),
  'crossEntropy: reduction must be "mean" or "sum", got "none"': () =>
    u.crossEntropy(T([1, 2]), [0], { reduction: "none" as never }),
  "meanSquaredError: targets must be the predictions' shape = [2, 1], got [2]": () =>
    u.meanSquaredError(T([2, 1]), T([2])),
  "SGD: lr must be a positive number, got 0": () => new u.SGD(params, { lr: 0 }),
  "Adam: lr must be a positive number, got NaN": () => new u.Adam(params, { lr: Number.NaN }),
  "Adam: beta2 must be a number in [0, 1), got 1": () => new u.Adam(params, { beta2: 1 }),
  "Adam.step: grads.W must be the parameter's shape = [2, 3], got undefined": () => new u.Adam(params).step({}),
  "SGD.step: grads.W must be float64 like the parameters, got float32": () =>
    new u.SGD(params, { lr: 1 }).step({ W: T([2, 3], "float32") }),
  "clipGradNorm: maxNorm must be a positive number, got -1": () => u.clipGradNorm(params, -1),
  "clipGradValue: limit must be a positive number, got undefined": () => u.clipGradValue(params, undefined as never),
  "cosineSchedule: steps must be a positive integer, got 0": () => u.cosineSchedule(0.1, { steps: 0 }),
});

refuses("diagnostics", {
  "gradCheck: W must be float64, got float32": () => {
    const single = { W: T([1], "float32") };
    return u.gradCheck(() => 0, single, single);
  },
  "singularValues: A must be a matrix [n, m], got [3]": () => u.singularValues(T([3])),
  "singularValues: A must be finite, got Infinity at index 1": () => u.singularValues(infinite.W),
  "spectralRadius: A must be [H, H] = [2, 2], got [2, 3]": () => u.spectralRadius(params.W),
  "gradientNormOverTime: give either gradient or rng to draw it from": () =>
    u.gradientNormOverTime(T([2, 2]), { T: 3, derivative: 0.5 }),
  "gradientNormOverTime: derivative[0] must be [H] = [2], got [3]": () =>
    u.gradientNormOverTime(T([2, 2]), { T: 1, derivative: [v(1, 1, 1)], rng }),
  "linearRecurrenceScan: b must be [T, H] = [4, 2], got [4, 3]": () =>
    u.linearRecurrenceScan(T([4, 2]), T([4, 3]), v(0, 0)),
});

refuses("data", {
  "addingProblem: T must be an integer ≥ 2, got 1": () => u.addingProblem(rng, 1, 4),
  "copyTask: B must be a positive integer, got 0": () => u.copyTask(rng, { length: 1, delay: 0, B: 0 }),
  "echoTask: lag must be a non-negative integer, got -5": () => u.echoTask(rng, { T: 9, lag: -5, B: 1 }),
  "parityTask: T must be a positive integer, got 0": () => u.parityTask(rng, { T: 0, B: 1 }),
  "frenchEnglishPair: phrases must be a positive integer, got 0": () => u.frenchEnglishPair(rng, 0),
  'Vocabulary: unknown token "maisons"': () => new u.Vocabulary(["maison"]).encode(["maison", "maisons"]),
  "Vocabulary.decode: id must be an integer in [0, 5), got 5": () => new u.Vocabulary(["maison"]).decode([5]),
  "Vocabulary: tokens must be strings, got 3": () => new u.Vocabulary([3] as never),
  'Vocabulary: unknown must be "error" or "<unk>", got "skip"': () =>
    new u.Vocabulary([], { unknown: "skip" as never }),
  'Vocabulary: unknown token "<unk>"': () => new u.Vocabulary([], { specials: false, unknown: "<unk>" }),
  "padSequences: sequences must hold at least one, got none": () => u.padSequences([]),
  "padSequences: sequences[1] must not be empty": () => u.padSequences([[1], []]),
  "batches: size must be a positive integer, got 0": () => u.batches(rng, [1, 2], 0),
  "documentChunks: documents[1] must hold at least 2 tokens, got 1": () =>
    u.documentChunks([[1, 2], [3]], { rows: 1, steps: 2 }),
  "splitIntoRows: ids must hold at least 2 for each of 3 rows, got 5": () => u.splitIntoRows([1, 2, 3, 4, 5], 3),
});

const bytes = u.saveSafetensors({ W: T([2]) });
const f16 = new TextEncoder().encode(
  `\u0038\0\0\0\0\0\0\0{"W":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}    \0\0`,
);
const cell = { weight_ih: T([6, 3]), weight_hh: T([6, 2]), bias_ih: T([6]), bias_hh: T([6]) };
cell.weight_hh.set([5, 0], 0.25);

refuses("weights", {
  "loadSafetensors: bytes must be a Uint8Array, got an Array of 2": () => u.loadSafetensors([1, 2] as never),
  "loadSafetensors: the file is cut off: it must have at least 8 bytes, got 7": () =>
    u.loadSafetensors(bytes.subarray(0, 7)),
  'loadSafetensors: the file is cut off: "W" ends at 16, the numbers at 15': () =>
    u.loadSafetensors(bytes.subarray(0, -1)),
  'loadSafetensors: "W" must be F32 or F64, got F16; convert it before saving': () => u.loadSafetensors(f16),
  'saveSafetensors: "W" must be a Tensor, got an Array of 1': () => u.saveSafetensors({ W: [1] } as never),
  "loadTorchStateDict: the tensors do not fit:\n  bias is missing\n  weight must be [2, 3], got [3, 2]": () =>
    u.loadTorchStateDict(linear, { weight: T([3, 2]) }),
  "loadTorchStateDict: the tensors do not fit:\n  bias_l0 is unexpected": () =>
    u.loadTorchStateDict(layer, { ...layer.params, bias_l0: T([8]) }),
  "lstmFromKeras: kernel must be [D, 4H] = [8, 8], got [8, 3]": () =>
    u.lstmFromKeras({ kernel: T([8, 3]), recurrentKernel: T([2, 8]), bias: T([8]) }),
  "convertGru: no equal exists: W (r ⊙ h) and r ⊙ (W h) differ unless W_hn is diagonal, but W_hn[1][0] is 0.25": () =>
    u.gruCellFromTorch(cell),
  "restoreCheckpoint: the file is not a checkpoint": () => u.restoreCheckpoint(bytes, { params, optimiser: { lr: 1 } }),
  "saveCheckpoint: best must be finite, got NaN": () =>
    u.saveCheckpoint({ params, optimiser: { lr: 1 } }, { best: Number.NaN }),
});
