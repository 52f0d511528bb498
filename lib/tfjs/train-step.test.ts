import { beforeAll, expect, it } from "vitest";
import { SequenceModel } from "../seq2seq/sequence-model.js";
import { train } from "../training/loop.js";
import { TfjsAdam } from "./adam.js";
import { loadTfjs } from "./load.js";
import { tfjsCrossEntropy } from "./loss.js";
import { TfjsSequenceModel } from "./sequence-model.js";
import type { Tf, TfTensor } from "./tf.js";
import { tfjsTrainStep } from "./train-step.js";

let tf: Tf;
beforeAll(async () => {
  tf = (await loadTfjs("cpu")).tf;
});

const tokens = { T: 2, B: 1, ids: [1, 2] };

/** A run after one good step, the loss of its next, and what it holds. */
async function afterOneStep() {
  const twin = new TfjsSequenceModel(tf, new SequenceModel({ vocabSize: 4, embeddingSize: 2, hiddenSize: 3, seed: 1 }));
  const adam = new TfjsAdam(twin);
  const loss = () => tfjsCrossEntropy(tf, twin.forward(tokens).logits, [2, 3]);
  await tfjsTrainStep(twin, adam, loss);
  return { twin, adam, loss, holds: async () => ({ params: await twin.weights(), moments: await adam.state() }) };
}

it("leaves weights, moments and the count of steps alone where the loss is not finite", async () => {
  const { twin, adam, loss, holds } = await afterOneStep();
  const [before, tensors] = [await holds(), tf.memory().numTensors];
  for (const factor of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const step = () => tfjsTrainStep(twin, adam, () => tf.mul(loss(), factor));
    expect((await step()).loss).toBe(factor);
    await expect(train({ steps: 1, step })).rejects.toThrow(`the loss became ${factor} at step 0`);
  }
  expect(await holds()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
});

it("refuses to step along a gradient that is not finite, though the loss is", async () => {
  const { twin, adam, loss, holds } = await afterOneStep();
  const [before, tensors] = [await holds(), tf.memory().numTensors];
  const steep = tf.customGrad<[TfTensor]>((x) => ({ value: tf.mul(x, 1), gradFunc: (dy) => [tf.mul(dy, Number.NaN)] }));
  await expect(tfjsTrainStep(twin, adam, () => steep(loss()))).rejects.toThrow(
    "tfjsTrainStep: the norm of the gradient must be finite, got NaN",
  );
  expect(await holds()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
});
