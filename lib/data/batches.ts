import { ArgumentError, checkIds, checkInteger } from "../tensor/errors.js";
import type { Rng } from "../tensor/rng.js";

/** Sequences of ids side by side: ids [T, B], time-major (`ids[t * B + b]`), padded after each row's `lengths[b]`. */
export type PaddedBatch = {
  readonly T: number;
  readonly B: number;
  readonly ids: Int32Array;
  readonly lengths: readonly number[];
};

/**
 * Puts sequences of unequal length into one batch as long as the longest. `pad` fills the rest: 0, or −1 for targets, whose
 * rows may then hold −1 as well, where cross-entropy asks for nothing.
 */
export function padSequences(sequences: readonly (readonly number[])[], pad = 0): PaddedBatch {
  if (sequences.length === 0) throw new ArgumentError("padSequences: sequences must hold at least one, got none");
  checkInteger("padSequences", "pad", pad, -1);
  const lengths = sequences.map((sequence, b) => {
    if (sequence.length === 0) throw new ArgumentError(`padSequences: sequences[${b}] must not be empty`);
    checkIds("padSequences", `sequences[${b}]`, sequence, Math.min(pad, 0));
    return sequence.length;
  });
  const [T, B] = [lengths.reduce((a, b) => Math.max(a, b)), sequences.length];
  const ids = new Int32Array(T * B).fill(pad);
  for (let b = 0; b < B; b++) for (let t = 0; t < lengths[b]; t++) ids[t * B + b] = sequences[b][t];
  return { T, B, ids, lengths };
}

/** One epoch: all items in a new random order, `size` at a time; the last batch may be smaller. */
export function batches<T>(rng: Rng, items: readonly T[], size: number): T[][] {
  checkInteger("batches", "size", size);
  const shuffled = rng.shuffle(items);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => shuffled.slice(i * size, (i + 1) * size));
}
