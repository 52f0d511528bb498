import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import { countParams } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { inner, randomTensor } from "../testing/random.js";
import { argmaxTags, bioSpans, spanF1 } from "./bio.js";
import { SequenceModel, type SequenceModelOptions } from "./sequence-model.js";

const sizes: SequenceModelOptions = { vocabSize: 6, embeddingSize: 3, hiddenSize: 4, dtype: "float64" };

describe("SequenceModel", () => {
  it.each<[Partial<SequenceModelOptions>]>([
    [{ cell: "rnn" }],
    [{ cell: "gru", outputSize: 2 }],
    [{ cell: "lstm", numLayers: 2, bidirectional: true, outputSize: 5 }],
  ])("%o: every gradient matches finite differences, from a state that is not zero", (options) => {
    const model = new SequenceModel({ ...sizes, ...options, seed: 1 });
    const tokens = { T: 4, B: 2, ids: [1, 5, 0, 2, 3, 3, 4, 0], lengths: [4, 3] };
    const states = (options.numLayers ?? 1) * (options.bidirectional ? 2 : 1);
    const h = randomTensor(new Rng(2), [states, 2, 4]);
    const c = options.cell === "lstm" ? randomTensor(new Rng(3), [states, 2, 4]) : undefined;
    const state = c ? { h, c } : { h };
    const { logits, cache } = model.forward(tokens, { state });
    const dLogits = randomTensor(new Rng(4), logits.shape);
    const { dState } = model.backward(cache, dLogits);
    const loss = () => inner(model.forward(tokens, { state }).logits, dLogits);
    const grads = { ...model.grads, h: dState.h, ...(dState.c && { c: dState.c }) };
    const result = gradCheck(loss, { ...model.params, h, ...(c && { c }) }, grads);
    expect(result.maxError, JSON.stringify(result)).toBeLessThan(1e-6);
  });

  it("is the chapter's tagger: 2,719,744 parameters in its BiLSTM, 512 states to 9 tags", () => {
    const model = new SequenceModel({
      ...{ vocabSize: 10, embeddingSize: 300, hiddenSize: 256, numLayers: 2, bidirectional: true, outputSize: 9 },
    });
    const lstm = Object.entries(model.params).filter(([name]) => name.startsWith("lstm."));
    expect(countParams(Object.fromEntries(lstm))).toBe(2_719_744);
    expect(model.params["proj.weight"].shape).toEqual([9, 512]);
  });

  it("goes on exactly where the state of an earlier call stands", () => {
    const model = new SequenceModel({ ...sizes, cell: "lstm", numLayers: 2 });
    const ids = [1, 4, 2, 2, 0, 5, 3, 1];
    const whole = model.forward({ T: 4, B: 2, ids }).logits.data;
    const first = model.forward({ T: 2, B: 2, ids: ids.slice(0, 4) });
    const second = model.forward({ T: 2, B: 2, ids: ids.slice(4) }, { state: first.state });
    expect([...first.logits.data, ...second.logits.data]).toEqual([...whole]);
  });

  it.each<[Partial<SequenceModelOptions>, string]>([
    [{ outputSize: 0 }, "SequenceModel: outputSize must be a positive integer, got 0"],
    [{ cell: "elman" as "rnn" }, 'SequenceModel: cell must be "rnn" or "lstm" or "gru", got "elman"'],
  ])("refuses %o", (wrong, message) => {
    expect(() => new SequenceModel({ ...sizes, ...wrong })).toThrow(message);
  });

  it("refuses ids that are not in its vocabulary", () => {
    const model = new SequenceModel(sizes);
    expect(() => model.forward({ T: 1, B: 1, ids: [6] })).toThrow(
      "SequenceModel.forward: ids[0] must be an integer in [0, 6), got 6",
    );
  });
});

describe("bioSpans", () => {
  it.each([
    ["B-PER I-PER O B-LOC", ["PER 0 2", "LOC 3 4"]],
    ["B-PER B-PER I-PER", ["PER 0 1", "PER 1 3"]],
    ["O I-ORG I-ORG O", ["ORG 1 3"]], // stray: begins one
    ["B-PER I-LOC I-LOC", ["PER 0 1", "LOC 1 3"]], // another label: begins one
    ["B-LOC I-LOC", ["LOC 0 2"]], // open at the end
    ["O O", []],
    ["", []],
  ])("%s", (tags, expected) => {
    const spans = bioSpans(tags === "" ? [] : tags.split(" "));
    expect(spans.map(({ label, start, end }) => `${label} ${start} ${end}`)).toEqual(expected);
  });

  it.each(["X-PER", "B-", "PER", ""])("refuses the tag %o", (tag) => {
    expect(() => bioSpans(["O", tag])).toThrow(
      `bioSpans: tags[1] must be "O", "B-…" or "I-…", got ${JSON.stringify(tag)}`,
    );
  });
});

describe("spanF1", () => {
  const tags = (line: string) => line.split(" ");

  it("counts whole spans only: 1 of 3 found is right, 1 of 2 wanted was found", () => {
    const gold = [tags("B-PER I-PER O B-LOC O")];
    const predicted = [tags("B-PER O O B-LOC B-ORG")];
    const { precision, recall, f1 } = spanF1(predicted, gold);
    expect([precision, recall]).toEqual([1 / 3, 1 / 2]);
    expect(f1).toBeCloseTo(0.4, 12);
  });

  it("is 1 for the gold tags, and for nothing where there is nothing; 0 for nothing where there is something", () => {
    const gold = [tags("B-PER I-PER O"), tags("O B-LOC")];
    const outside = gold.map((line) => line.map(() => "O"));
    expect(spanF1(gold, gold)).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(spanF1(outside, outside)).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(spanF1(outside, gold)).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(spanF1(gold, outside)).toEqual({ precision: 0, recall: 0, f1: 0 });
  });

  it("refuses sentences of another length", () => {
    expect(() => spanF1([], [["O"]])).toThrow("spanF1: predicted must hold 1 sentences like gold, got 0");
    expect(() => spanF1([["O"]], [["O", "O"]])).toThrow("spanF1: predicted[0] must hold 2 tags like gold, got 1");
  });
});

describe("argmaxTags", () => {
  it("reads each row up to its length", () => {
    const logits = Tensor.from([[[1, 2], [3, 0]], [[5, 4], [0, 1]]]); // biome-ignore format: [T, B, tags]
    expect(argmaxTags(logits, [2, 1], ["O", "B-X"])).toEqual([["B-X", "O"], ["O"]]);
  });

  it("refuses logits of another shape", () => {
    expect(() => argmaxTags(Tensor.zeros([2, 1, 3]), [2], ["O", "B-X"])).toThrow(
      "argmaxTags: logits must be [T, B, tags] = [2, 1, 2], got [2, 1, 3]",
    );
  });

  it.each([
    [3, "lengths[1] must be at most T = 2, got 3"],
    [-1, "lengths[1] must be a non-negative integer, got -1"],
    [1.5, "lengths[1] must be a non-negative integer, got 1.5"],
  ])("refuses a length of %d", (length, message) => {
    expect(() => argmaxTags(Tensor.zeros([2, 2, 2]), [2, length], ["O", "B-X"])).toThrow(`argmaxTags: ${message}`);
  });

  it("gives an empty row no tags", () => {
    expect(argmaxTags(Tensor.zeros([2, 2, 2]), [0, 1], ["O", "B-X"])).toEqual([[], ["O"]]);
  });
});
