import { describe, expect, it } from "vitest";
import { zeroLayerGrads } from "../layers/layer.js";
import { beamSearch } from "../seq2seq/beam-search.js";
import type { AttentionKind } from "../seq2seq/decoder.js";
import { greedyDecode } from "../seq2seq/decoding.js";
import { Seq2Seq, type Seq2SeqOptions } from "../seq2seq/seq2seq.js";
import { type TeacherForced, type TokenBatch, teacherForcing } from "../seq2seq/tokens.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { TfjsAdam } from "../tfjs/adam.js";
import { lossAndGrads, tfjsCrossEntropy } from "../tfjs/loss.js";
import { TfjsSeq2Seq } from "../tfjs/seq2seq.js";
import type { Tf, TfTensor } from "../tfjs/tf.js";
import { tfjsTrainStep } from "../tfjs/train-step.js";
import { clipScale } from "../training/clip.js";
import { crossEntropy } from "../training/losses.js";
import { Adam } from "../training/optimisers.js";
import { randomise } from "./random.js";
import { expectParams, readAll } from "./tfjs.js";

const ATTENTIONS: readonly AttentionKind[] = ["none", "bahdanau", "luong-dot", "luong-general", "scaled-dot"];
const DIRECTIONS: readonly [string, boolean][] = [["one way", false], ["both ways", true]]; // biome-ignore format: one line
const [START, END, MAX_NORM] = [1, 2, 0.5]; // an early clip, so that it matters
const sizes: Seq2SeqOptions = { srcVocabSize: 9, tgtVocabSize: 7, embeddingSize: 3, hiddenSize: 4 };

/** Sources of three lengths, and one step of padding that no row reaches: [T, B] = [6, 3]. */
const source: TokenBatch = {
  T: 6,
  B: 3,
  lengths: [3, 5, 1],
  ids: [3, 4, 2, 8, 2, 0, 6, 7, 0, 0, 6, 0, 0, 3, 0, 0, 0, 0],
};
const target: TeacherForced = teacherForcing([[3, 4, 3], [6], [5, 3]], { start: START, end: END }); // biome-ignore format: one line

/** The scratch library's encoder–decoder, its translations and its training, on TensorFlow.js. */
export function seq2seqSuite(tf: () => Tf): void {
  describe.each(ATTENTIONS)("attention %s", (attention) => {
    describe.each(["lstm", "gru"] as const)("%s", (cell) => {
      it.each(DIRECTIONS)("%s: logits, weights, loss and all gradients", async (_, bidirectional) => {
        const model = randomModel({ attention, cell, bidirectional });
        const twin = new TfjsSeq2Seq(tf(), model);
        expectParams(await runTwin(twin), runScratch(model));
        twin.dispose();
      });
    });

    it("trains alike: the same weights after 20 steps of clipping and Adam", async () => {
      const model = randomModel({ attention, bidirectional: true });
      const twin = new TfjsSeq2Seq(tf(), model);
      await trainBoth(model, twin, 20);
      expectParams(await twin.weights(), model.params, 1e-4);
      twin.dispose();
    });

    it("finds the same translations, greedily and with a beam", () => {
      const model = randomModel({ attention, bidirectional: true });
      const twin = new TfjsSeq2Seq(tf(), model);
      const before = tf().memory().numTensors;
      const search = { start: START, end: END, maxLength: 8, width: 3 };
      for (const sentence of [[3, 8, 6], [7], [4, 2, 7, 6, 3]]) {
        const [ours, theirs] = [twin, model].map((each) => greedyDecode({ ...each.encode(sentence), ...search }));
        expect(ours.tokens).toEqual(theirs.tokens);
        expect(ours.logProb).toBeCloseTo(theirs.logProb, 4);
        expectParams(alphasOf(ours.alphas), alphasOf(theirs.alphas));
        const [beam, theirBeam] = [twin, model].map((each) => beamSearch({ ...each.encode(sentence), ...search }));
        expect(beam.map(({ tokens }) => tokens)).toEqual(theirBeam.map(({ tokens }) => tokens));
      }
      expect(tf().memory().numTensors).toBe(before);
      twin.dispose();
    });
  });

  it.each(["none", "bahdanau", "luong-dot"] as const)("attention %s: one token there and back", async (attention) => {
    const model = randomModel({ attention });
    const twin = new TfjsSeq2Seq(tf(), model);
    const one = teacherForcing([[]], { start: START, end: END });
    const word: TokenBatch = { T: 1, B: 1, ids: [4] };
    expectParams(await runTwin(twin, word, one), runScratch(model, word, one));
    twin.dispose();
  });

  leakSuite(tf, 20);

  it("gives back the weights it was made from, bit for bit, and takes others", async () => {
    const [model, other] = [1, 2].map((seed) => new Seq2Seq({ ...sizes, attention: "bahdanau", seed }));
    const twin = new TfjsSeq2Seq(tf(), model);
    expectParams(await twin.weights(), model.params, 0);
    twin.load(other.params);
    expectParams(await twin.weights(), other.params, 0);
    twin.load(randomModel({ attention: "bahdanau" }).params); // the parts of the twin compute with what the whole took
    expectParams(await runTwin(twin), runScratch(randomModel({ attention: "bahdanau" })));
    twin.dispose();
  });

  it("names what is wrong", () => {
    const twin = new TfjsSeq2Seq(tf(), randomModel({ attention: "luong-dot" }));
    const one: TokenBatch = { T: 1, B: 1, ids: [1] };
    const refuses = (call: () => unknown, message: string) =>
      expect(() => tf().tidy(call as () => void)).toThrow(message);
    refuses(() => twin.forward(source, one), "TfjsSeq2Seq.forward: inputs must have B = 3 rows like source, got 1");
    refuses(
      () => twin.forward({ ...one, ids: [9] }, one),
      "TfjsEncoder.forward: ids[0] must be an integer in [0, 9), got 9",
    );
    refuses(
      () => twin.forward(one, { ...one, ids: [7] }),
      "TfjsDecoder.forward: ids[0] must be an integer in [0, 7), got 7",
    );
    refuses(() => twin.forward({ ...one, lengths: [2] }, one), "lengths[0] must be at most T = 1, got 2");
    refuses(() => {
      const { output, state } = twin.encoder.forward(source);
      twin.decoder.forward({ ...target.inputs }, state, null);
      return output;
    }, "TfjsDecoder.forward: memory must hold B = 3 rows, got none");
    twin.dispose();
  });
}

/** Tensors are counted after the first step and after the last. */
export function leakSuite(tf: () => Tf, steps: number): void {
  it(`leaves no tensor behind in ${steps} steps, nor when all is freed`, async () => {
    const before = tf().memory().numTensors;
    const model = new Seq2Seq({ ...sizes, embeddingSize: 1, hiddenSize: 2, attention: "bahdanau" });
    const twin = new TfjsSeq2Seq(tf(), model);
    const adam = new TfjsAdam(twin);
    const few: TokenBatch = { T: 2, B: 1, ids: [1, 2], lengths: [1] };
    const step = () => tfjsTrainStep(twin, adam, () => tfjsCrossEntropy(tf(), twin.forward(few, few).logits, [2, -1]));
    await step();
    const during = tf().memory().numTensors;
    for (let i = 1; i < steps; i++) await step();
    expect(tf().memory().numTensors).toBe(during);
    adam.dispose();
    twin.dispose();
    expect(tf().memory().numTensors).toBe(before);
  });
}

/** Weights large enough that every gate and every path matters. */
function randomModel(options: Partial<Seq2SeqOptions>): Seq2Seq {
  const model = new Seq2Seq({ ...sizes, ...options });
  randomise(model.params, new Rng(7), 0.6);
  return model;
}

function runScratch(model: Seq2Seq, from = source, to = target): Params {
  const { logits, alpha, cache } = model.forward(from, to.inputs);
  const { loss, dLogits } = crossEntropy(logits, to.targets);
  zeroLayerGrads(model);
  model.backward(cache, dLogits);
  return { logits, ...(alpha && { alpha }), loss: new Tensor(Float32Array.of(loss), []), ...model.grads };
}

async function runTwin(twin: TfjsSeq2Seq, from = source, to = target): Promise<Params> {
  const { tf } = twin;
  const results = tf.tidy(() => {
    const forward: Record<string, TfTensor> = {};
    const { loss, grads } = lossAndGrads(twin, () => {
      const { logits, alpha } = twin.forward(from, to.inputs);
      Object.assign(forward, { logits: tf.keep(logits) }, alpha && { alpha: tf.keep(alpha) });
      return tfjsCrossEntropy(tf, logits, to.targets);
    });
    return { ...forward, loss, ...grads };
  });
  const read = await readAll(results);
  tf.dispose(results);
  return read;
}

async function trainBoth(model: Seq2Seq, twin: TfjsSeq2Seq, steps: number): Promise<void> {
  const [ours, theirs] = [new Adam(model.params, { lr: 0.01 }), new TfjsAdam(twin, { lr: 0.01 })];
  const loss = () => tfjsCrossEntropy(twin.tf, twin.forward(source, target.inputs).logits, target.targets);
  for (let i = 0; i < steps; i++) {
    const { loss: expected } = runScratch(model);
    const { norm, scale } = clipScale(model.grads, MAX_NORM);
    ours.step(model.grads, scale);
    const step = await tfjsTrainStep(twin, theirs, loss, { maxNorm: MAX_NORM });
    expect(step.loss).toBeCloseTo(expected.data[0], 4);
    expect(step.gradNorm).toBeCloseTo(norm, 4);
  }
  theirs.dispose();
}

/** Attention weights step by step, as tensors to compare. */
function alphasOf(alphas: readonly ArrayLike<number>[]): Params {
  return Object.fromEntries(
    alphas.map((alpha, t) => [`alpha${t}`, new Tensor(Float32Array.from(alpha), [alpha.length])]),
  );
}
