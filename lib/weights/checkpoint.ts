import { ArgumentError } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { loadSafetensors, saveSafetensors } from "./safetensors.js";
import { copyChecked } from "./state-dict.js";

/** Everything that training changes in place. */
export type TrainingState = {
  readonly params: Params;
  /** An optimiser: its learning rate and, for Adam, its moments and its count of steps. */
  readonly optimiser: { lr: number; steps?: number; readonly m?: Params; readonly v?: Params };
  /** Hidden states carried from chunk to chunk, or other tensors of the run. */
  readonly carried?: Params;
};

/** Plain data that JSON keeps exactly: the step, `rng.state()`, where the stream stands. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A checkpoint's bytes: one safetensors file, so that Python can read the weights too. */
export function saveCheckpoint(state: TrainingState, facts: JsonValue): Uint8Array {
  const { lr, steps = 0 } = state.optimiser;
  return saveSafetensors(tensorsOf(state), { checkpoint: JSON.stringify({ lr, steps, facts }, refuseNonFinite) });
}

/**
 * Puts a run back exactly where `saveCheckpoint` saw it, and returns the facts given there. The run must have the same
 * tensors in the same precision; nothing is changed unless all of them fit. From here on training gives the same bits.
 */
export function restoreCheckpoint(bytes: Uint8Array, state: TrainingState): JsonValue {
  const { tensors, metadata } = loadSafetensors(bytes);
  if (metadata.checkpoint === undefined) throw new ArgumentError("restoreCheckpoint: the file is not a checkpoint");
  const { lr, steps, facts } = parse(metadata.checkpoint);
  const into = tensorsOf(state);
  for (const [name, { dtype }] of Object.entries(tensors)) {
    if (!Object.hasOwn(into, name) || into[name].dtype === dtype) continue;
    throw new ArgumentError(`restoreCheckpoint: ${name} is ${dtype} in the file and ${into[name].dtype} in the model`);
  }
  copyChecked("restoreCheckpoint", into, tensors);
  state.optimiser.lr = lr;
  if (state.optimiser.steps !== undefined) state.optimiser.steps = steps;
  return facts;
}

/** All tensors of a run under one roof: `params.…`, `optimiser.m.…`, `optimiser.v.…`, `carried.…`. */
function tensorsOf({ params, optimiser: { m = {}, v = {} }, carried = {} }: TrainingState): Params {
  const groups = { params, "optimiser.m": m, "optimiser.v": v, carried };
  return Object.fromEntries(
    Object.entries(groups).flatMap(([group, tensors]) =>
      Object.entries(tensors).map(([name, tensor]) => [`${group}.${name}`, tensor]),
    ),
  );
}

/** JSON would write NaN and infinities as null without a word. */
function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw new ArgumentError(`saveCheckpoint: ${key} must be finite, got ${value}`);
}

function parse(checkpoint: string): { lr: number; steps: number; facts: JsonValue } {
  try {
    return JSON.parse(checkpoint);
  } catch {
    throw new ArgumentError("restoreCheckpoint: the checkpoint's facts are not JSON");
  }
}
