import { ArgumentError, checkFinite, checkInteger, checkNonNegative } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { copyChecked } from "./load-params.js";
import { loadSafetensors, saveSafetensors } from "./safetensors.js";

/** What training changes in place: the parameters, and an optimiser (the learning rate; for Adam, moments and steps). */
export type TrainingState = {
  readonly params: Params;
  readonly optimiser: { lr: number; steps?: number; readonly m?: Params; readonly v?: Params };
};

/** Plain data that JSON keeps exactly: the step to go on from, `rng.state()`, where the stream stands. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * A checkpoint's bytes: one safetensors file, so that Python can read the weights too. `facts` come back as they are;
 * `carried` are tensors besides, such as the states that truncated backpropagation takes along. A run that diverged is
 * refused: its file could not be restored, and would take the place of the last good one.
 */
export function saveCheckpoint(state: TrainingState, facts: JsonValue, carried: Params = {}): Uint8Array {
  const { lr, steps = 0 } = state.optimiser;
  const tensors = { ...trained(state), ...prefixed("carried", carried) };
  const checkpoint = JSON.stringify({ lr, steps, facts }, refuseNonFinite);
  parse("saveCheckpoint", checkpoint); // as restoreCheckpoint will
  const bytes = saveSafetensors(tensors, { checkpoint }); // refuses what is no tensor
  for (const [name, { data }] of Object.entries(tensors)) checkFinite("saveCheckpoint", name, data);
  return bytes;
}

/**
 * Puts a run back exactly where `saveCheckpoint` saw it: from here on training gives the same bits. The model and the
 * optimiser must have the same tensors in the same precision; nothing is changed unless all of them fit.
 */
export function restoreCheckpoint(bytes: Uint8Array, state: TrainingState): { facts: JsonValue; carried: Params } {
  const { tensors, metadata } = loadSafetensors(bytes);
  if (metadata.checkpoint === undefined) throw new ArgumentError("restoreCheckpoint: the file is not a checkpoint");
  const { lr, steps, facts } = parse("restoreCheckpoint", metadata.checkpoint);
  const isCarried = (name: string): boolean => name.startsWith("carried.");
  const into = trained(state);
  const from = Object.fromEntries(Object.entries(tensors).filter(([name]) => !isCarried(name)));
  for (const [name, { dtype }] of Object.entries(from)) {
    if (!Object.hasOwn(into, name) || into[name].dtype === dtype) continue;
    throw new ArgumentError(`restoreCheckpoint: ${name} must be ${into[name].dtype} like the run's, got ${dtype}`);
  }
  copyChecked("restoreCheckpoint", into, from);
  state.optimiser.lr = lr;
  if (state.optimiser.steps !== undefined) state.optimiser.steps = steps;
  const carried = Object.entries(tensors).filter(([name]) => isCarried(name));
  return {
    facts,
    carried: Object.fromEntries(carried.map(([name, tensor]) => [name.slice("carried.".length), tensor])),
  };
}

/** The tensors that training changes, under one roof: `params.…`, `optimiser.m.…`, `optimiser.v.…`. */
function trained({ params, optimiser: { m = {}, v = {} } }: TrainingState): Params {
  return { ...prefixed("params", params), ...prefixed("optimiser.m", m), ...prefixed("optimiser.v", v) };
}

function prefixed(group: string, tensors: Params): Params {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${group}.${name}`, tensor]));
}

/** JSON would write NaN and infinities as null without a word. */
function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw new ArgumentError(`saveCheckpoint: ${key} must be finite, got ${value}`);
}

/** What a checkpoint holds beside its tensors: the learning rate, the optimiser's steps, and the caller's facts. */
function parse(where: string, checkpoint: string): { lr: number; steps: number; facts: JsonValue } {
  const { lr, steps, facts } = Object(parseJson(where, checkpoint)); // of null and of numbers, too
  checkNonNegative(where, "lr", lr); // a schedule may end at 0
  checkInteger(where, "steps", steps, 0);
  if (facts === undefined) throw new ArgumentError(`${where}: facts must be JSON, got undefined`);
  return { lr, steps, facts };
}

function parseJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ArgumentError(`${where}: the checkpoint's facts are not JSON`);
  }
}
