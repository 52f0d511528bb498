import * as u from "../index.js";
import { refuses } from "./refuses.js";

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

const sizes = { srcVocabSize: 5, tgtVocabSize: 6, embeddingSize: 3, hiddenSize: 4, dtype: "float64" } as const;
const model = new u.Seq2Seq({ ...sizes, attention: "bahdanau" });
const [src, tgt] = [
  { T: 2, B: 2, ids: [0, 1, 2, 3] },
  { T: 1, B: 2, ids: [1, 1] },
];

refuses("sequence to sequence", {
  "Encoder: hiddenSize must be even when bidirectional, got 5": () =>
    new u.Encoder({ vocabSize: 5, hiddenSize: 5, bidirectional: true }),
  'Encoder: cell must be "lstm" or "gru", got "rnn"': () => new u.Encoder({ vocabSize: 5, cell: "rnn" as never }),
  'Decoder: attention must be "none" or "bahdanau" or "luong-dot" or "luong-general" or "scaled-dot", got "cosine"':
    () => new u.Seq2Seq({ ...sizes, attention: "cosine" as never }),
  "Encoder.forward: ids[3] must be an integer in [0, 5), got 5": () =>
    model.forward({ ...src, ids: [0, 1, 2, 5] }, tgt),
  "Encoder.forward: ids must be [T, B] = [2, 2], got 3 ids": () => model.forward({ ...src, ids: [0, 1, 2] }, tgt),
  "Encoder.forward: T must be a positive integer, got 0": () => model.forward({ T: 0, B: 2, ids: [] }, tgt),
  "Seq2Seq.forward: inputs must have B = 2 rows like source, got 1": () =>
    model.forward(src, { T: 2, B: 1, ids: [1, 1] }),
  "Decoder.forward: memory must hold B = 2 rows, got none": () => model.decoder.forward(tgt),
  'LuongAttention: "dot" needs encoderSize = hiddenSize = 4, got 6; use "general"': () =>
    new u.LuongAttention({ score: "dot", hiddenSize: 4, encoderSize: 6 }),
  "BahdanauAttention.forward: s must be [.., B, S] = [.., 2, 4], got [2, 3]": () =>
    new u.BahdanauAttention({ hiddenSize: 4, dtype: "float64" }).forward(T([2, 3]), T([5, 2, 4])),
  "ScaledDotProductAttention.forward: lengths[0] must be at most T = 5, got 6": () =>
    new u.ScaledDotProductAttention({ hiddenSize: 4 }).forward(T([2, 4]), T([5, 2, 4]), { lengths: [6, 5] }),
  "teacherForcing: sequences must hold at least one, got none": () => u.teacherForcing([], { start: 1, end: 2 }),
  "scheduledSampling: probability must be a number in [0, 1], got 2": () =>
    u.scheduledSampling(model, src, tgt, { probability: 2, rng }),
  'SequenceModel: cell must be "rnn" or "lstm" or "gru", got "transformer"': () =>
    new u.SequenceModel({ vocabSize: 3, embeddingSize: 2, hiddenSize: 2, cell: "transformer" as never }),
  'bioSpans: tags[1] must be "O", "B-…" or "I-…", got "PER"': () => u.bioSpans(["O", "PER"]),
  "spanF1: predicted[0] must hold 2 tags like gold, got 1": () => u.spanF1([["O"]], [["O", "O"]]),
});
