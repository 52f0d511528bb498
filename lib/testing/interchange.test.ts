import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { echoTask } from "../data/memory-tasks.js";
import type { SequenceModel } from "../seq2seq/sequence-model.js";
import type { Vec } from "../tensor/dtype.js";
import { Rng } from "../tensor/rng.js";
import { type Nested, Tensor } from "../tensor/tensor.js";
import { loadSafetensors, saveSafetensors } from "../weights/safetensors.js";
import { loadTorchStateDict, toTorchStateDict } from "../weights/torch.js";
import { expectSame, referenceCase } from "./reference-values.js";
import { echoModel } from "./write-for-python.js";

const file = (name: string): Uint8Array =>
  readFileSync(new URL(`reference/values/${name}.safetensors`, import.meta.url));

/** bits: one row a step, one column a sequence. */
const logitsOf = (model: SequenceModel, bits: number[][]): Vec =>
  model.forward({ T: bits.length, B: bits[0].length, ids: bits.flat() }).logits.data;

describe("a model trained in PyTorch", () => {
  const model = echoModel(1);
  loadTorchStateDict(model, loadSafetensors(file("trained-in-pytorch")).tensors);

  it("gives the same answers here", () => {
    const { tensors, facts } = referenceCase<{ bits: number[][] }>("trained-in-pytorch-answers");
    expectSame("logits", logitsOf(model, facts.bits), tensors.logits);
  });

  it("still does what it learned: it echoes bits of our own after two steps", () => {
    const { T, B, inputs, targets } = echoTask(new Rng(2), { T: 40, lag: 2, B: 16 });
    const logits = model.forward({ T, B, ids: inputs }).logits.data;
    const right = [...targets].filter((target, i) => i >= 2 * B && logits[2 * i + target] > logits[2 * i + 1 - target]);
    expect(right.length).toBe((T - 2) * B);
  });

  it("goes back as the bytes that Python wrote, tensor by tensor", () => {
    const original = loadSafetensors(file("trained-in-pytorch"));
    const returned = loadSafetensors(saveSafetensors(toTorchStateDict(model), original.metadata));
    expect(returned).toEqual(original);
  });
});

describe("a model of our own, which reference/check_ours.py has read in Python", () => {
  const bytes = file("written-by-unrolled");
  const { tensors, metadata } = loadSafetensors(bytes);

  it("is written with the same bytes today", () => {
    expect(saveSafetensors(tensors, metadata)).toEqual(new Uint8Array(bytes));
  });

  it("gives the answers that Python found in the file", () => {
    const { bits, logits } = JSON.parse(metadata.facts) as { bits: number[][]; logits: Nested };
    const model = echoModel(1);
    loadTorchStateDict(model, tensors);
    expectSame("logits", logitsOf(model, bits), Tensor.from(logits, "float32"));
  });
});
