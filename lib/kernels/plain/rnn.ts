import type { RnnRun, RunGrads } from "../runs.js";
import { addRecurrence, addRecurrenceBack, carryOver, isReal, slotAfter, slotBefore, timeOf } from "./steps.js";

/** hₜ = tanh(W_x xₜ + b + W_h hₜ₋₁) for steps [from, to) (ch. 9, "The Recurrence Relation"). */
export function rnnForward(run: RnnRun, from: number, to: number): void {
  const { B, H, gates, h } = run;
  for (let s = from; s < to; s++) {
    const t = timeOf(run, s);
    const [before, after] = [slotBefore(run, t), slotAfter(run, t)];
    addRecurrence(run, t, before);
    for (let b = 0; b < B; b++) {
      if (!isReal(run, t, b)) carryOver(h, run, before, after, b);
      else
        for (let j = 0, at = (t * B + b) * H, out = (after * B + b) * H; j < H; j++)
          h[out + j] = Math.tanh(gates[at + j]);
    }
  }
}

/** The same steps back: da = dh (1 − h²), dhPrev = da W_h. */
export function rnnBackward(run: RnnRun, grads: RunGrads, from: number, to: number): void {
  for (let s = to - 1; s >= from; s--) {
    const t = timeOf(run, s);
    for (let b = 0; b < run.B; b++) rowBackward(run, grads, t, b);
    addRecurrenceBack(run, grads, t);
  }
}

function rowBackward(run: RnnRun, { dh, dhNext, dGates }: RunGrads, t: number, b: number): void {
  const { B, H, h } = run;
  const at = (t * B + b) * H;
  if (!isReal(run, t, b)) {
    dGates.fill(0, at, at + H); // nothing happened here: dhNext goes straight through
    return;
  }
  const [state, next] = [(slotAfter(run, t) * B + b) * H, b * H];
  for (let j = 0; j < H; j++) {
    const hj = h[state + j];
    dGates[at + j] = (dh[at + j] + dhNext[next + j]) * (1 - hj * hj); // tanh′(a) = 1 − tanh²(a)
    dhNext[next + j] = 0;
  }
}
