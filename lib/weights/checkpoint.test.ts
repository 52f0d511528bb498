import { describe, expect, it } from "vitest";
import { ArgumentError } from "../tensor/errors.js";
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

  const file = (facts: string): Uint8Array => saveSafetensors({ "params.W": W(1).W }, { checkpoint: facts });
  it.each<[string, string]>([
    ["{}", "lr must be a non-negative number, got undefined"],
    ["1", "lr must be a non-negative number, got undefined"],
    ["[]", "lr must be a non-negative number, got undefined"],
    ["null", "lr must be a non-negative number, got undefined"],
    ['{"lr":-1,"steps":-5,"facts":null}', "lr must be a non-negative number, got -1"],
    ['{"lr":1e999,"steps":0,"facts":null}', "lr must be a non-negative number, got Infinity"],
    ['{"lr":1,"steps":-5,"facts":null}', "steps must be a non-negative integer, got -5"],
    ['{"lr":1,"steps":1.5,"facts":null}', "steps must be a non-negative integer, got 1.5"],
    ['{"lr":1,"facts":null}', "steps must be a non-negative integer, got undefined"],
    ['{"lr":1,"steps":0}', "facts must be JSON, got undefined"],
    ['{"lr":1,"steps":0,"__proto__":{"facts":null}}', "facts must be JSON, got undefined"],
  ])("changes nothing where its facts are %s", (facts, message) => {
    const state = { params: W(6), optimiser: { lr: 0.5, steps: 3 } };
    expect(() => restoreCheckpoint(file(facts), state)).toThrow(new ArgumentError(`restoreCheckpoint: ${message}`));
    expect(state).toEqual({ params: W(6), optimiser: { lr: 0.5, steps: 3 } });
  });

  it("takes the learning rate 0, with which a cosine ends", () => {
    const [saved, state] = [W(1), { params: W(6), optimiser: { lr: 1, steps: 0 } }];
    restoreCheckpoint(saveCheckpoint({ params: saved, optimiser: { lr: 0, steps: 9 } }, null), state);
    expect(state).toEqual({ params: saved, optimiser: { lr: 0, steps: 9 } });
  });

  it("is not written of a run that diverged, which could not be restored", () => {
    const diverged = { W: Tensor.from([1, Number.NaN]) };
    const [params, lr] = [W(1), 1];
    const save = (state: Parameters<typeof saveCheckpoint>[0], carried?: Params) => () =>
      saveCheckpoint(state, null, carried);
    expect(save({ params: diverged, optimiser: { lr } })).toThrow(
      new ArgumentError("saveCheckpoint: params.W must be finite, got NaN at index 1"),
    );
    expect(save({ params, optimiser: { lr, m: { W: Tensor.from([Infinity]) } } })).toThrow(
      "saveCheckpoint: optimiser.m.W must be finite, got Infinity at index 0",
    );
    expect(save({ params, optimiser: { lr } }, { h: Tensor.from([-Infinity]) })).toThrow(
      "saveCheckpoint: carried.h must be finite, got -Infinity at index 0",
    );
    expect(save({ params, optimiser: { lr } }, { c: undefined as never })).toThrow('"carried.c" must be a Tensor');
  });

  it("is not written with what it could not be restored from", () => {
    const save = (lr: number, steps: number, facts: unknown) => () =>
      saveCheckpoint({ params: W(1), optimiser: { lr, steps } }, facts as null);
    expect(save(-1, 0, null)).toThrow("saveCheckpoint: lr must be a non-negative number, got -1");
    expect(save(1, 0.5, null)).toThrow("saveCheckpoint: steps must be a non-negative integer, got 0.5");
    expect(save(1, 0, undefined)).toThrow("saveCheckpoint: facts must be JSON, got undefined");
  });

  it("refuses numbers that JSON would lose", () => {
    const state = { params: W(7), optimiser: { lr: 1 } };
    expect(() => saveCheckpoint(state, { best: Infinity })).toThrow(
      "saveCheckpoint: best must be finite, got Infinity",
    );
  });
});
