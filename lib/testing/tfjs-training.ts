import { describe, expect, it } from "vitest";
import { zeroLayerGrads } from "../layers/layer.js";
import { SequenceModel, type SequenceModelOptions } from "../seq2seq/sequence-model.js";
import type { TokenBatch } from "../seq2seq/tokens.js";
import { Rng } from "../tensor/rng.js";
import { TfjsAdam } from "../tfjs/adam.js";
import { restoreTfjsCheckpoint, saveTfjsCheckpoint } from "../tfjs/checkpoint.js";
import { lossAndGrads, tfjsCrossEntropy } from "../tfjs/loss.js";
import { TfjsSequenceModel } from "../tfjs/sequence-model.js";
import type { Tf } from "../tfjs/tf.js";
import { tfjsClipScale, tfjsTrainStep } from "../tfjs/train-step.js";
import { makeVariables, toTf } from "../tfjs/twin.js";
import { clipScale } from "../training/clip.js";
import { train } from "../training/loop.js";
import { crossEntropy } from "../training/losses.js";
import { Adam } from "../training/optimisers.js";
import { restoreCheckpoint, saveCheckpoint } from "../weights/checkpoint.js";
import { randomise, randomTensor } from "./random.js";
import { expectParams, expectTensor, readAll } from "./tfjs.js";

const [V, tags, T, B] = [7, 5, 6, 3];
const LENGTHS = [6, 2, 4];
const MAX_NORM = 0.5; // so low that steps are clipped

type Example = { readonly tokens: TokenBatch; readonly targets: Int32Array };

const MODELS: readonly [string, Partial<SequenceModelOptions>][] = [
  ["a tagger of two bidirectional LSTM layers", { numLayers: 2, bidirectional: true }],
  ["a GRU", { cell: "gru" }],
  ["an RNN", { cell: "rnn" }],
];

/** Loss, gradients and training of whole models are those of the scratch library, and no tensor is left behind. */
export function trainingSuite(tf: () => Tf): void {
  describe.each(MODELS)("%s", (_, options) => {
    it("has the scratch library's logits, loss and gradients", async () => {
      const [model, { tokens, targets }] = [tagger(options), example(1)];
      const twin = new TfjsSequenceModel(tf(), model);
      const logits = tf().tidy(() => twin.forward(tokens).logits);
      const forward = model.forward(tokens);
      await expectTensor("logits", logits, forward.logits);
      const expected = crossEntropy(forward.logits, targets);
      model.backward(forward.cache, expected.dLogits);
      const { loss, grads } = tf().tidy(() => lossAndGrads(twin, () => lossOf(twin, example(1))));
      expect((await loss.data())[0]).toBeCloseTo(expected.loss, 5);
      expectParams(await readAll(grads), model.grads);
      tf().dispose({ logits, loss, ...grads });
      twin.dispose();
    });

    it("has the scratch library's weights after 20 steps of Adam with clipping", async () => {
      const model = tagger(options);
      const twin = new TfjsSequenceModel(tf(), model);
      const adam = new TfjsAdam(twin, { lr: 0.01 });
      const scratch = scratchStep(model, new Adam(model.params, { lr: 0.01 }));
      const onTfjs = await train({ steps: 20, step: twinStep(twin, adam) });
      const expected = await train({ steps: 20, step: scratch });
      for (const [i, loss] of expected.losses.entries()) expect(onTfjs.losses[i], `loss ${i}`).toBeCloseTo(loss, 5);
      for (const [i, norm] of expected.gradNorms.entries()) expect(onTfjs.gradNorms[i]).toBeCloseTo(norm, 4);
      expect(Math.max(...expected.gradNorms)).toBeGreaterThan(MAX_NORM);
      expectParams(await twin.weights(), model.params, 1e-4);
      adam.dispose();
      twin.dispose();
    });
  });

  it("goes from chunk to chunk with the state it is given", async () => {
    const model = tagger({});
    const twin = new TfjsSequenceModel(tf(), model);
    const { tokens } = example(1);
    const first = model.forward(tokens);
    const { h, c } = first.state;
    const again = tf().tidy(() => twin.forward(tokens, { state: { h: toTf(tf(), h), c: toTf(tf(), c!) } }));
    const expected = model.forward(tokens, { state: first.state });
    await expectTensor("logits", again.logits, expected.logits);
    await expectTensor("h", again.state.h, expected.state.h);
    await expectTensor("c", again.state.c!, expected.state.c!);
    tf().dispose([again.logits, again.state.h, again.state.c!]);
    twin.dispose();
  });

  it("moves a run between the engines in either direction, by checkpoint", async () => {
    const model = tagger({});
    const adam = new Adam(model.params, { lr: 0.02 });
    const twin = new TfjsSequenceModel(tf(), tagger({ seed: 5 }));
    const twinAdam = new TfjsAdam(twin);
    const steps = [scratchStep(model, adam), twinStep(twin, twinAdam)] as const;
    for (let i = 0; i < 4; i++) steps[0](i);
    const kept = await restoreTfjsCheckpoint(
      saveCheckpoint({ params: model.params, optimiser: adam }, 4),
      twin,
      twinAdam,
    );
    expect(kept.facts).toBe(4);
    expectParams(await twin.weights(), model.params, 0);
    for (let i = 4; i < 8; i++) {
      steps[0](i);
      await steps[1](i);
    }
    expectParams(await twin.weights(), model.params, 1e-4);

    const [returned, returnedAdam] = [tagger({}), new Adam(tagger({}).params)];
    restoreCheckpoint(await saveTfjsCheckpoint(twin, twinAdam, 8), {
      params: returned.params,
      optimiser: returnedAdam,
    });
    expectParams(await twin.weights(), returned.params, 0);
    expect(await twinAdam.state()).toEqual({ lr: 0.02, steps: 8, m: { ...returnedAdam.m }, v: { ...returnedAdam.v } });
    expectParams(returnedAdam.m, adam.m, 1e-4);
    expectParams(returnedAdam.v, adam.v, 1e-4);
    twinAdam.dispose();
    twin.dispose();
  });

  it.each([
    ["above", [3, -4, 12], 6.5],
    ["below", [0.3, -0.4, 0], 6.5],
    ["zero", [0, 0, 0], 6.5],
    ["whose squares are too large", [3e25, -4e25, 0], 6.5],
    ["whose squares are too small", [3e-25, -4e-25, 0], 1e-26],
    ["infinite", [Number.POSITIVE_INFINITY, 1, 0], 6.5],
    ["not a number", [Number.NaN, 1, 0], 6.5],
    ["unlimited", [3, -4, 12], Number.POSITIVE_INFINITY],
  ])("clips a norm %s as the scratch library does", async (_, numbers, maxNorm) => {
    const [a, b] = [randomTensor(new Rng(0), [2, 1], "float32"), randomTensor(new Rng(0), [1], "float32")];
    a.data.set(numbers.slice(0, 2));
    b.data.set(numbers.slice(2));
    const grads = makeVariables(tf(), { a, b });
    const actual = tf().tidy(() => tfjsClipScale(tf(), grads, maxNorm));
    const expected = clipScale({ a, b }, maxNorm);
    const [norm, scale] = [(await actual.norm.data())[0], (await actual.scale.data())[0]];
    expect(scale / expected.scale).toBeCloseTo(1, 5);
    if (Number.isFinite(expected.norm)) expect(norm).toBeCloseTo(expected.norm, 5 - Math.log10(expected.norm || 1));
    else expect(norm).toBeNaN();
    tf().dispose({ ...grads, ...actual });
  });
}

/** Tensors are counted after the first step and after the last. */
export function leakSuite(tf: () => Tf, steps: number): void {
  it(`leaves no tensor behind in ${steps} steps of a tagger, nor when all is freed`, async () => {
    const before = tf().memory().numTensors;
    const twin = new TfjsSequenceModel(tf(), tagger({ numLayers: 2, bidirectional: true }));
    const adam = new TfjsAdam(twin);
    const few = { T: 2, B: 2, ids: [1, 2, 3, 0], lengths: [2, 1] };
    const step = () => tfjsTrainStep(twin, adam, () => tfjsCrossEntropy(tf(), twin.forward(few).logits, [1, 0, 2, -1]));
    await step();
    const during = tf().memory().numTensors;
    for (let i = 1; i < steps; i++) await step();
    await restoreTfjsCheckpoint(await saveTfjsCheckpoint(twin, adam, null), twin, adam);
    expect(tf().memory().numTensors).toBe(during);
    adam.dispose();
    twin.dispose();
    expect(tf().memory().numTensors).toBe(before);
  });
}

function tagger(options: Partial<SequenceModelOptions>): SequenceModel {
  const sizes = { vocabSize: V, outputSize: tags, embeddingSize: 4, hiddenSize: 6 };
  const model = new SequenceModel({ ...sizes, seed: 1, ...options });
  randomise(model.params, new Rng(options.seed ?? 1));
  return model;
}

/** Random tokens and tags, rows of three lengths; padding has the target −1. */
function example(seed: number): Example {
  const rng = new Rng(seed);
  const random = (size: number) => Int32Array.from({ length: T * B }, () => rng.nextUint32() % size);
  const targets = random(tags).map((tag, n) => (Math.floor(n / B) < LENGTHS[n % B] ? tag : -1));
  return { tokens: { T, B, ids: random(V), lengths: LENGTHS }, targets };
}

const lossOf = (twin: TfjsSequenceModel, { tokens, targets }: Example) =>
  tfjsCrossEntropy(twin.tf, twin.forward(tokens).logits, targets);

const twinStep = (twin: TfjsSequenceModel, adam: TfjsAdam) => (i: number) =>
  tfjsTrainStep(twin, adam, () => lossOf(twin, example(i)), { maxNorm: MAX_NORM });

const scratchStep = (model: SequenceModel, adam: Adam) => (i: number) => {
  const { tokens, targets } = example(i);
  const { logits, cache } = model.forward(tokens);
  const { loss, dLogits } = crossEntropy(logits, targets);
  zeroLayerGrads(model);
  model.backward(cache, dLogits);
  const { norm, scale } = clipScale(model.grads, MAX_NORM);
  adam.step(model.grads, scale);
  return { loss, gradNorm: norm };
};
