import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import { Arena } from "../kernels/arena.js";
import { zeroLayerGrads } from "../layers/layer.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { inner, randomTensor } from "../testing/random.js";
import { crossEntropy } from "../training/losses.js";
import { Adam } from "../training/optimisers.js";
import { beamSearch } from "./beam-search.js";
import { type AttentionKind, Decoder } from "./decoder.js";
import { greedyDecode } from "./decoding.js";
import { Encoder } from "./encoder.js";
import { scheduledSampling } from "./scheduled-sampling.js";
import { Seq2Seq, type Seq2SeqOptions } from "./seq2seq.js";
import { type TokenBatch, teacherForcing } from "./tokens.js";

const ATTENTIONS: AttentionKind[] = ["none", "bahdanau", "luong-dot", "luong-general", "scaled-dot"];
const [START, END] = [1, 2];
const small: Seq2SeqOptions = { srcVocabSize: 7, tgtVocabSize: 5, embeddingSize: 3, hiddenSize: 4, dtype: "float64" };

/** Weights large enough that every gate and every path matters. */
function randomModel(options: Partial<Seq2SeqOptions>): Seq2Seq {
  const model = new Seq2Seq({ ...small, ...options });
  for (const [i, { data }] of Object.values(model.params).entries()) {
    const rng = new Rng(100 + i);
    for (let j = 0; j < data.length; j++) data[j] = rng.normal(0, 0.6);
  }
  return model;
}

/** Rows of unequal length as [T, B], padded with 0. */
function batchOf(rows: number[][], T = Math.max(...rows.map(({ length }) => length))): TokenBatch {
  const ids = Array.from(
    { length: T * rows.length },
    (_, i) => rows[i % rows.length][Math.floor(i / rows.length)] ?? 0,
  );
  return { T, B: rows.length, ids, lengths: rows.map(({ length }) => length) };
}

const sources = [[3, 5, 6], [4, 2, 1, 6, 3], [2]]; // biome-ignore format: one line
const sentences = [[3, 4, 3], [4], [3, 3]]; // biome-ignore format: one line

function lossOf(model: Seq2Seq, source: TokenBatch, target: number[][]): number {
  const { inputs, targets } = teacherForcing(target, { start: START, end: END });
  return crossEntropy(model.forward(source, inputs).logits, targets).loss;
}

describe.each(ATTENTIONS)("attention %s", (attention) => {
  it.each([
    ["lstm", false],
    ["gru", true],
  ] as const)("%s, bidirectional %s: every gradient matches finite differences", (cell, bidirectional) => {
    const model = randomModel({ attention, cell, bidirectional });
    const source = batchOf(sources);
    const { inputs, targets } = teacherForcing(sentences, { start: START, end: END });
    const { logits, cache } = model.forward(source, inputs);
    model.backward(cache, crossEntropy(logits, targets).dLogits);
    const result = gradCheck(() => lossOf(model, source, sentences), model.params, model.grads);
    expect(result.maxError, JSON.stringify(result)).toBeLessThan(1e-6);
  });

  it("one token there and back", () => {
    const model = randomModel({ attention });
    const dLogits = randomTensor(new Rng(3), [1, 1, 5]);
    const [source, input] = [batchOf([[4]]), { T: 1, B: 1, ids: [START] }];
    const { cache } = model.forward(source, input);
    model.backward(cache, dLogits);
    const loss = () => inner(model.forward(source, input).logits, dLogits);
    expect(gradCheck(loss, model.params, model.grads).maxError).toBeLessThan(1e-6);
  });

  it("the loss is that of the sentences one by one: no row sees another, or any padding", () => {
    const model = randomModel({ attention, bidirectional: true });
    const together = lossOf(model, batchOf(sources), sentences);
    const tokens = sentences.map(({ length }) => length + 1);
    const single = sources.map((source, b) => lossOf(model, batchOf([source]), [sentences[b]]) * tokens[b]);
    expect(together).toBeCloseTo(single.reduce((a, b) => a + b) / tokens.reduce((a, b) => a + b), 12);
  });

  it("more padding changes neither the loss nor a gradient", () => {
    const model = randomModel({ attention });
    const run = (padding: number) => {
      zeroLayerGrads(model);
      const source = batchOf(sources, 5 + padding);
      const { inputs, targets } = teacherForcing([...sentences], { start: START, end: END });
      const extra = padding * inputs.B;
      const longer = { ...inputs, T: inputs.T + padding, ids: [...inputs.ids, ...new Array<number>(extra).fill(0)] };
      const { logits, cache } = model.forward(source, longer);
      const { loss, dLogits } = crossEntropy(logits, [...targets, ...new Array<number>(extra).fill(-1)]);
      model.backward(cache, dLogits);
      return [loss, ...Object.values(model.grads).flatMap(({ data }) => [...data])];
    };
    const [plain, padded] = [run(0), run(3)];
    for (let i = 0; i < plain.length; i++) expect(padded[i]).toBeCloseTo(plain[i], 12);
  });

  it("gives weights that sum to 1 over the real positions, and only those", () => {
    const model = randomModel({ attention });
    const { inputs } = teacherForcing(sentences, { start: START, end: END });
    const { alpha } = model.forward(batchOf(sources), inputs);
    if (attention === "none") return expect(alpha).toBeNull();
    expect(alpha!.shape).toEqual([4, 3, 5]);
    const rows = alpha!.reshape([12, 5]);
    for (let n = 0; n < 12; n++) {
      const length = sources[n % 3].length;
      expect([...rows.row(n)].reduce((sum, x) => sum + x)).toBeCloseTo(1, 12);
      expect([...rows.row(n).subarray(length)]).toEqual(new Array(5 - length).fill(0));
    }
  });

  it("decodes step by step to what a whole pass over the same tokens says", () => {
    const model = randomModel({ attention });
    const search = { ...model.encode([3, 5, 6]), start: START, maxLength: 6 };
    const { tokens, logProb, alphas } = greedyDecode(search);
    const inputs = { T: 6, B: 1, ids: [START, ...tokens.slice(0, -1)] };
    const { logits, alpha } = model.forward(batchOf([[3, 5, 6]]), inputs);
    expect(crossEntropy(logits, tokens, { reduction: "sum" }).loss).toBeCloseTo(-logProb, 10);
    for (const [t, weights] of alphas.entries()) {
      weights.forEach((x, j) => {
        expect(x).toBeCloseTo(alpha!.data[t * 3 + j], 12);
      });
    }
    expect(alphas.length).toBe(attention === "none" ? 0 : 6);
    expect(beamSearch({ ...search, width: 3 })[0].logProb).toBeGreaterThanOrEqual(logProb);
  });

  it("trains in an arena without asking for more memory, and the loss falls", () => {
    const model = new Seq2Seq({ ...small, attention, dtype: "float32", seed: 3 });
    const [optimiser, arena, source] = [new Adam(model.params, { lr: 0.02 }), new Arena(), batchOf(sources)];
    const { inputs, targets } = teacherForcing(sentences, { start: START, end: END });
    const step = () =>
      arena.run(() => {
        const { logits, cache } = model.forward(source, inputs);
        const { loss, dLogits } = crossEntropy(logits, targets);
        zeroLayerGrads(model);
        model.backward(cache, dLogits);
        optimiser.step(model.grads);
        return loss;
      });
    const first = step();
    step();
    const growths = arena.growths;
    let last = first;
    for (let i = 0; i < 80; i++) last = step();
    expect(last).toBeLessThan(first / 2);
    expect(arena.growths).toBe(growths);
  });
});

describe("scheduled sampling", () => {
  const model = randomModel({ attention: "bahdanau" });
  const source = batchOf(sources);
  const { inputs } = teacherForcing(sentences, { start: START, end: END });

  it("with probability 1 is teacher forcing", () => {
    const sampled = scheduledSampling(model, source, inputs, { probability: 1, rng: new Rng(1) });
    expect([...sampled.ids]).toEqual([...inputs.ids]);
    expect(sampled).toMatchObject({ T: inputs.T, B: inputs.B, lengths: inputs.lengths });
  });

  it("with probability 0 is what the model decodes by itself", () => {
    const { ids } = scheduledSampling(model, source, inputs, { probability: 0, rng: new Rng(1) });
    for (const [b, sentence] of sources.entries()) {
      const { tokens } = greedyDecode({ ...model.encode(sentence), start: START, maxLength: inputs.T - 1 });
      expect(Array.from({ length: inputs.T }, (_, t) => ids[t * 3 + b])).toEqual([START, ...tokens]);
    }
  });

  it("in between mixes both, the same way for the same seed, and leaves its argument alone", () => {
    const before = [...inputs.ids];
    const [a, b, other] = [5, 5, 6].map((seed) => [
      ...scheduledSampling(model, source, inputs, { probability: 0.5, rng: new Rng(seed) }).ids,
    ]);
    expect(a).toEqual(b);
    expect(a).not.toEqual(other);
    expect([...inputs.ids]).toEqual(before);
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses a probability of %d", (probability) => {
    expect(() => scheduledSampling(model, source, inputs, { probability, rng: new Rng(1) })).toThrow(
      `scheduledSampling: probability must be a number in [0, 1], got ${probability}`,
    );
  });
});

describe("teacherForcing", () => {
  it("moves the targets on by one, ends each, and marks padding", () => {
    const { inputs, targets } = teacherForcing([[7, 8], [], [9]], { start: 1, end: 2 }); // biome-ignore format: one line
    expect(inputs).toMatchObject({ T: 3, B: 3, lengths: [3, 1, 2] });
    expect([...inputs.ids]).toEqual([1, 1, 1, 7, 2, 9, 8, 2, 2]);
    expect([...targets]).toEqual([7, 2, 9, 8, -1, 2, 2, -1, -1]);
  });

  it.each<[() => unknown, string]>([
    [() => teacherForcing([], { start: 1, end: 2 }), "sequences must hold at least one, got none"],
    [() => teacherForcing([[1]], { start: -1, end: 2 }), "start must be a non-negative integer, got -1"],
    [() => teacherForcing([[1, 0.5]], { start: 1, end: 2 }), "sequences[0][1] must be a non-negative integer, got 0.5"],
  ])("%#: names what is wrong", (call, message) => {
    expect(call).toThrow(`teacherForcing: ${message}`);
  });
});

describe("bad arguments", () => {
  const model = randomModel({ attention: "luong-dot" });
  const [source, inputs] = [batchOf([[3], [4]]), { T: 1, B: 2, ids: [1, 1] }]; // biome-ignore format: one line
  it.each<[() => unknown, string]>([
    [() => new Encoder({ vocabSize: 0 }), "Encoder: vocabSize must be a positive integer, got 0"],
    [
      () => new Encoder({ vocabSize: 4, hiddenSize: 5, bidirectional: true }),
      "Encoder: hiddenSize must be even when bidirectional, got 5",
    ],
    [() => new Encoder({ vocabSize: 4, cell: "rnn" as "gru" }), 'Encoder: cell must be "lstm" or "gru", got "rnn"'],
    [
      () => new Decoder({ vocabSize: 4, attention: "luong" as "none" }),
      'Decoder: attention must be "none" or "bahdanau" or "luong-dot" or "luong-general" or "scaled-dot", got "luong"',
    ],
    [
      () => model.forward({ T: 1, B: 2, ids: [3, 7] }, inputs),
      "Encoder.forward: ids[1] must be an integer in [0, 7), got 7",
    ],
    [() => model.forward({ T: 2, B: 2, ids: [3] }, inputs), "Encoder.forward: ids must be [T, B] = [2, 2], got 1 ids"],
    [() => model.forward({ T: 0, B: 2, ids: [] }, inputs), "Encoder.forward: T must be a positive integer, got 0"],
    [
      () => model.forward(source, { T: 1, B: 1, ids: [1] }),
      "Seq2Seq.forward: inputs must have B = 2 rows like source, got 1",
    ],
    [
      () => model.forward(source, { ...inputs, ids: [1, 5] }),
      "Decoder.forward: ids[1] must be an integer in [0, 5), got 5",
    ],
    [
      () => model.forward({ ...source, lengths: [1, 2] }, inputs),
      "LSTM.forward: lengths[1] must be at most T = 1, got 2",
    ],
    [() => model.decoder.forward(inputs), "Decoder.forward: memory must hold B = 2 rows, got none"],
    [
      () => model.decoder.forward(inputs, undefined, model.decoder.remember(Tensor.zeros([3, 1, 4]))),
      "Decoder.forward: memory must hold B = 2 rows, got 1",
    ],
    [() => model.encode([]), "Encoder.forward: T must be a positive integer, got 0"],
  ])("%#: names what is wrong", (call, message) => {
    expect(call).toThrow(message);
  });
});
