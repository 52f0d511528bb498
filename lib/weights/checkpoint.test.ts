import { describe, expect, it } from "vitest";
import { normalInit } from "../tensor/init.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { Adam, SGD } from "../training/optimisers.js";
import { restoreCheckpoint, saveCheckpoint } from "./checkpoint.js";
import { loadSafetensors, saveSafetensors } from "./safetensors.js";

const W = (seed: number): Params => ({ W: normalInit(new Rng(seed), [2, 3], 1) });

describe("a checkpoint", () => {
  it("puts parameters, moments, the learning rate and the facts back", () => {
    const params = W(1);
    const optimiser = new Adam(params, { lr: 0.1 });
    optimiser.step(W(2));
    optimiser.lr = 0.05;
    const rng = new Rng(3);
    rng.normal(); // leaves a spare behind
    const bytes = saveCheckpoint({ params, optimiser }, { next: 1, rng: { ...rng.state() } }, { h: Tensor.from([1]) });

    const into = { params: W(4), optimiser: new Adam(W(4)) };
    const { facts, carried } = restoreCheckpoint(bytes, into);
    expect(into.params).toEqual(params);
    expect([into.optimiser.m, into.optimiser.v]).toEqual([optimiser.m, optimiser.v]);
    expect([into.optimiser.lr, into.optimiser.steps]).toEqual([0.05, 1]);
    expect(facts).toEqual({ next: 1, rng: rng.state() });
    expect(carried).toEqual({ h: Tensor.from([1]) });
  });

  it("holds an optimiser without moments, and weights that a safetensors reader finds by name", () => {
    const params = W(5);
    const bytes = saveCheckpoint({ params, optimiser: new SGD(params, { lr: 1 }) }, null);
    expect(loadSafetensors(bytes).tensors).toEqual({ "params.W": params.W });
  });

  it.each<[string, Uint8Array, string]>([
    ["a plain weight file", saveSafetensors(W(1)), "the file is not a checkpoint"],
    ["facts that are not JSON", saveSafetensors({}, { checkpoint: "{" }), "the checkpoint's facts are not JSON"],
    [
      "another precision",
      saveCheckpoint({ params: { W: W(1).W.to("float32") }, optimiser: { lr: 1 } }, null),
      "params.W must be float64 like the run's, got float32",
    ],
    [
      "another model",
      saveCheckpoint({ params: { U: W(1).W }, optimiser: { lr: 1 } }, null),
      "the tensors do not fit:\n  params.W is missing\n  params.U is unexpected",
    ],
  ])("refuses %s", (_, bytes, message) => {
    const state = { params: W(6), optimiser: { lr: 1 } };
    expect(() => restoreCheckpoint(bytes, state)).toThrow(`restoreCheckpoint: ${message}`);
    expect(state.params).toEqual(W(6));
  });

  it("refuses numbers that JSON would lose", () => {
    const state = { params: W(7), optimiser: { lr: 1 } };
    expect(() => saveCheckpoint(state, { best: Infinity })).toThrow(
      "saveCheckpoint: best must be finite, got Infinity",
    );
  });
});
