import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { echoTask } from "../data/memory-tasks.js";
import { Rng } from "../tensor/rng.js";
import { type Nested, Tensor } from "../tensor/tensor.js";
import { loadSafetensors, saveSafetensors } from "../weights/safetensors.js";
import { loadTorchStateDict, toTorchStateDict } from "../weights/torch.js";
import { EchoModel } from "./echo-model.js";
import { expectSame, referenceCase } from "./reference-values.js";

const file = (name: string): Uint8Array =>
  readFileSync(new URL(`reference/values/${name}.safetensors`, import.meta.url));

describe("a model trained in PyTorch", () => {
  const model = new EchoModel(1);
  loadTorchStateDict(model, loadSafetensors(file("trained-in-pytorch")).tensors);

  it("gives the same answers here", () => {
    const { tensors, facts } = referenceCase<{ bits: number[][] }>("trained-in-pytorch-answers");
    expectSame("logits", model.logits(facts.bits.flat(), facts.bits.length, facts.bits[0].length).data, tensors.logits);
  });

  it("still does what it learned: it echoes bits of our own after two steps", () => {
    const { T, B, inputs, targets } = echoTask(new Rng(2), { T: 40, lag: 2, B: 16 });
    const logits = model.logits(inputs, T, B).data;
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
    const model = new EchoModel(1);
    loadTorchStateDict(model, tensors);
    expectSame("logits", model.logits(bits.flat(), bits.length, 2).data, Tensor.from(logits, "float32"));
  });
});
