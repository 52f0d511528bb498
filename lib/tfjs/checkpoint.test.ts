import { beforeAll, expect, it } from "vitest";
import { SequenceModel } from "../seq2seq/sequence-model.js";
import { Adam } from "../training/optimisers.js";
import { saveCheckpoint } from "../weights/checkpoint.js";
import { loadSafetensors, saveSafetensors } from "../weights/safetensors.js";
import { TfjsAdam } from "./adam.js";
import { restoreTfjsCheckpoint, saveTfjsCheckpoint } from "./checkpoint.js";
import { loadTfjs } from "./load.js";
import { TfjsSequenceModel } from "./sequence-model.js";
import type { Tf } from "./tf.js";

let tf: Tf;
beforeAll(async () => {
  tf = (await loadTfjs("cpu")).tf;
});

const model = (seed: number) => new SequenceModel({ vocabSize: 4, embeddingSize: 2, hiddenSize: 3, seed });

/** A checkpoint of another run, with these facts in place of its own. */
function file(facts: unknown): Uint8Array {
  const { params } = model(2);
  const { tensors } = loadSafetensors(saveCheckpoint({ params, optimiser: new Adam(params) }, null));
  return saveSafetensors(tensors, { checkpoint: JSON.stringify(facts) });
}

it.each([
  [{}, "lr must be a non-negative number, got undefined"],
  [null, "lr must be a non-negative number, got undefined"],
  [{ lr: -1, steps: 0, facts: null }, "lr must be a non-negative number, got -1"],
  [{ lr: 1, facts: null }, "steps must be a non-negative integer, got undefined"],
  [{ lr: 1, steps: 0 }, "facts must be JSON, got undefined"],
])("changes neither weights nor moments where the facts are %j", async (facts, message) => {
  const twin = new TfjsSequenceModel(tf, model(1));
  const adam = new TfjsAdam(twin, { lr: 0.5 });
  const before = await saveTfjsCheckpoint(twin, adam, null);
  await expect(restoreTfjsCheckpoint(file(facts), twin, adam)).rejects.toThrow(`restoreCheckpoint: ${message}`);
  expect(await saveTfjsCheckpoint(twin, adam, null)).toEqual(before);
});

it("restores a run whose schedule ended at the learning rate 0", async () => {
  const twin = new TfjsSequenceModel(tf, model(1));
  const adam = new TfjsAdam(twin);
  await restoreTfjsCheckpoint(file({ lr: 0, steps: 7, facts: null }), twin, adam);
  expect([adam.lr, adam.steps]).toEqual([0, 7]);
  expect(await twin.weights()).toEqual({ ...model(2).params });
});

it("refuses a learning rate below 0", async () => {
  const adam = new TfjsAdam(new TfjsSequenceModel(tf, model(1)));
  const state = await adam.state();
  expect(() => adam.load({ ...state, lr: -1 })).toThrow("TfjsAdam.load: lr must be a non-negative number, got -1");
});
