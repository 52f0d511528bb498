import { checkInteger } from "../tensor/errors.js";
import type { Rng } from "../tensor/rng.js";

/** Token ids [T, B], time-major (`inputs[t * B + b]`), with one target a step; ids are below `vocabSize`. */
export type LabelledSteps = {
  readonly T: number;
  readonly B: number;
  readonly vocabSize: number;
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
};

/**
 * The copy task (Hochreiter & Schmidhuber 1997; Arjovsky et al. 2016): `length` symbols, `delay` blanks, a signal, then
 * the symbols must be said again from memory. Id 0 is blank, 1 … `symbols` are symbols, the last id is the signal.
 */
export function copyTask(
  rng: Rng,
  { length, delay, symbols = 8, B }: { length: number; delay: number; symbols?: number; B: number },
): LabelledSteps {
  checkInteger("copyTask", "length", length);
  checkInteger("copyTask", "delay", delay, 0);
  checkInteger("copyTask", "symbols", symbols);
  checkInteger("copyTask", "B", B);
  const T = 2 * length + delay + 1;
  const batch = blank(T, B, symbols + 2);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < length; t++) {
      const symbol = 1 + rng.int(symbols);
      batch.inputs[t * B + b] = symbol;
      batch.targets[(T - length + t) * B + b] = symbol;
    }
    batch.inputs[(length + delay) * B + b] = symbols + 1;
  }
  return batch;
}

/** The echo task: random bits, to be said again `lag` steps later; before the first echo the target is 0. */
export function echoTask(rng: Rng, { T, lag, B }: { T: number; lag: number; B: number }): LabelledSteps {
  checkInteger("echoTask", "T", T);
  checkInteger("echoTask", "lag", lag, 0);
  checkInteger("echoTask", "B", B);
  const batch = randomBits(rng, T, B);
  batch.targets.set(batch.inputs.subarray(0, Math.max(0, T - lag) * B), Math.min(lag, T) * B);
  return batch;
}

/** Parity: after every bit, whether the number of ones so far is odd. Local to compute, impossible to skip a step of. */
export function parityTask(rng: Rng, { T, B }: { T: number; B: number }): LabelledSteps {
  checkInteger("parityTask", "T", T);
  checkInteger("parityTask", "B", B);
  const batch = randomBits(rng, T, B);
  for (let i = 0; i < T * B; i++) batch.targets[i] = batch.inputs[i] ^ (i < B ? 0 : batch.targets[i - B]);
  return batch;
}

function randomBits(rng: Rng, T: number, B: number): LabelledSteps {
  const batch = blank(T, B, 2);
  for (let i = 0; i < T * B; i++) batch.inputs[i] = rng.int(2);
  return batch;
}

function blank(T: number, B: number, vocabSize: number): LabelledSteps {
  return { T, B, vocabSize, inputs: new Int32Array(T * B), targets: new Int32Array(T * B) };
}
