import type { Params } from "../tensor/params.js";
import { type JsonValue, restoreCheckpoint, saveCheckpoint, type TrainingState } from "../weights/checkpoint.js";
import type { AdamState, TfjsAdam } from "./adam.js";
import type { Twin } from "./twin.js";

/** `saveCheckpoint` of a run on TensorFlow.js. The file is the same, so that the scratch engine can go on from it. */
export async function saveTfjsCheckpoint(
  twin: Twin,
  adam: TfjsAdam,
  facts: JsonValue,
  carried: Params = {},
): Promise<Uint8Array> {
  return saveCheckpoint(await stateOf(twin, adam), facts, carried);
}

/**
 * `restoreCheckpoint` into a run on TensorFlow.js, from a file that either engine wrote. Nothing is changed unless all
 * of it fits.
 */
export async function restoreTfjsCheckpoint(
  bytes: Uint8Array,
  twin: Twin,
  adam: TfjsAdam,
): Promise<{ facts: JsonValue; carried: Params }> {
  const state = await stateOf(twin, adam);
  const kept = restoreCheckpoint(bytes, state); // into copies: past this line everything fits
  twin.load(state.params);
  adam.load(state.optimiser);
  return kept;
}

async function stateOf(twin: Twin, adam: TfjsAdam): Promise<TrainingState & { optimiser: AdamState }> {
  return { params: await twin.weights(), optimiser: await adam.state() };
}
