import * as u from "../index.js";
import { refuses } from "./refuses.js";

const T = (shape: number[], dtype?: u.DType): u.Tensor => u.Tensor.zeros(shape, dtype);
const rng = new u.Rng(1);
const v = (...values: number[]): Float64Array => Float64Array.from(values);
const nan = u.Tensor.from([[0, 0, 0], [0, Number.NaN, 0]]); // biome-ignore format: a matrix

const params = { W: T([2, 3]) };
const infinite = { W: u.Tensor.from([[1, Infinity]]) };

refuses("training", {
  "crossEntropy: targets must hold one id for each of 3 rows, got 2": () => u.crossEntropy(T([3, 4]), [0, 1]),
  "crossEntropy: targets[1] must be an integer in [0, 4), got 4": () => u.crossEntropy(T([2, 4]), [0, 4]),
  "crossEntropy: logits must be finite, but the loss is NaN": () => u.crossEntropy(nan, [0, 1]),
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
  "trainTruncatedBptt: chunks must hold at least one, got none": () =>
    u.trainTruncatedBptt({ chunks: [] as u.StreamChunk[] } as never),
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

const layer = new u.LSTM({ inputSize: 3, hiddenSize: 2 });
const linear = new u.Linear({ inputSize: 3, outputSize: 2 });

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
