import type { Cell } from "./cells.js";
import { slices } from "./operations.js";
import type { Tf, TfTensor } from "./tf.js";

/** Which steps of a padded batch are real. */
export type Padding = {
  /** For each time: which rows still run, as whole states, [B, H]; null where all do. */
  readonly running: readonly (TfTensor | null)[];
  /** 1 where a step is real and 0 where it is padding: [T, B, 1]. */
  readonly real: TfTensor;
};

/** Rows of the given lengths, side by side in T steps; H is the width of the states to hold. */
export function makePadding(tf: Tf, T: number, H: number, lengths: Int32Array): Padding {
  const B = lengths.length;
  const shortest = lengths.reduce((least, length) => Math.min(least, length), T);
  const flags = (t: number) => Uint8Array.from({ length: B * H }, (_, n) => Number(t < lengths[Math.floor(n / H)]));
  const running = Array.from({ length: T }, (_, t) => (t < shortest ? null : tf.tensor(flags(t), [B, H], "bool")));
  const real = Float32Array.from({ length: T * B }, (_, n) => Number(Math.floor(n / B) < lengths[n % B]));
  return { running, real: tf.tensor(real, [T, B, 1]) };
}

/** How a direction runs. */
export type UnrollOptions = {
  /** The states before its first step: h, or h and c, [B, H]. */
  readonly initial: readonly TfTensor[];
  /** From the end; the state of a row stands still until the row's own end. */
  readonly reverse: boolean;
  readonly padding: Padding | null;
};

/**
 * One direction over all times (ch. 9, "Backpropagation Through Time (BPTT)"). x: [T, B, D] → hₜ: [T, B, H] and the states
 * after the last step. The inputs are projected in one product; only h W_hᵀ is done step by step.
 */
export function unroll(
  tf: Tf,
  cell: Cell,
  x: TfTensor,
  { initial, reverse, padding }: UnrollOptions,
): { outputs: TfTensor; finals: readonly TfTensor[] } {
  const [T, B, D] = x.shape;
  const Wx = slices(tf, tf.reshape(cell.project(tf.reshape(x, [T * B, D])), [T, B, -1]));
  const outputs: TfTensor[] = new Array(T);
  let states = initial;
  for (let n = 0; n < T; n++) {
    const t = reverse ? T - 1 - n : n;
    const [before, running] = [states, padding?.running[t]];
    const after = cell.step(Wx[t], before);
    states = running ? after.map((state, k) => tf.where(running, state, before[k])) : after;
    outputs[t] = states[0];
  }
  return { outputs: tf.stack(outputs, 0), finals: states };
}
