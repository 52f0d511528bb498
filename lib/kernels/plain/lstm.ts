import type { LstmGrads, LstmRun } from "../runs.js";
import { sigmoid } from "../vectors.js";
import { addRecurrence, addRecurrenceBack, carryOver, isReal, slotAfter, slotBefore, timeOf } from "./steps.js";

/** cₜ = f ⊙ cₜ₋₁ + i ⊙ g, hₜ = o ⊙ tanh(cₜ) for steps [from, to); gate blocks i, f, g, o (ch. 9, "The Cell State and Three Gates"). */
export function lstmForward(run: LstmRun, from: number, to: number): void {
  const { B, h, c } = run;
  for (let s = from; s < to; s++) {
    const t = timeOf(run, s);
    const [before, after] = [slotBefore(run, t), slotAfter(run, t)];
    addRecurrence(run, t, before);
    for (let b = 0; b < B; b++) {
      if (isReal(run, t, b)) {
        rowForward(run, t, before, after, b);
      } else {
        carryOver(h, run, before, after, b);
        carryOver(c, run, before, after, b);
      }
    }
  }
}

function rowForward({ B, H, gates, h, c }: LstmRun, t: number, before: number, after: number, b: number): void {
  const [at, prev, next] = [(t * B + b) * 4 * H, (before * B + b) * H, (after * B + b) * H];
  for (let j = 0; j < H; j++) {
    const i = sigmoid(gates[at + j]);
    const f = sigmoid(gates[at + H + j]);
    const g = Math.tanh(gates[at + 2 * H + j]);
    const o = sigmoid(gates[at + 3 * H + j]);
    gates[at + j] = i;
    gates[at + H + j] = f;
    gates[at + 2 * H + j] = g;
    gates[at + 3 * H + j] = o;
    const cj = f * c[prev + j] + i * g;
    c[next + j] = cj;
    h[next + j] = o * Math.tanh(cj);
  }
}

/** The same steps back. dc passes through f alone, elementwise: the gradient highway. */
export function lstmBackward(run: LstmRun, grads: LstmGrads, from: number, to: number): void {
  const { B, H } = run;
  for (let s = to - 1; s >= from; s--) {
    const t = timeOf(run, s);
    for (let b = 0; b < B; b++) {
      if (isReal(run, t, b)) rowBackward(run, grads, t, b);
      else grads.dGates.fill(0, (t * B + b) * 4 * H, (t * B + b + 1) * 4 * H);
    }
    addRecurrenceBack(run, grads, t);
  }
}

function rowBackward(run: LstmRun, { dh, dhNext, dcNext, dGates }: LstmGrads, t: number, b: number): void {
  const { B, H, gates, c } = run;
  const [out, at, next] = [(t * B + b) * H, (t * B + b) * 4 * H, b * H];
  const [prev, state] = [(slotBefore(run, t) * B + b) * H, (slotAfter(run, t) * B + b) * H];
  for (let j = 0; j < H; j++) {
    const i = gates[at + j];
    const f = gates[at + H + j];
    const g = gates[at + 2 * H + j];
    const o = gates[at + 3 * H + j];
    const tanhC = Math.tanh(c[state + j]);
    const dhj = dh[out + j] + dhNext[next + j];
    const dcj = dcNext[next + j] + dhj * o * (1 - tanhC * tanhC); // from cₜ₊₁ and from hₜ
    dGates[at + j] = dcj * g * i * (1 - i); // σ′ = σ(1 − σ)
    dGates[at + H + j] = dcj * c[prev + j] * f * (1 - f);
    dGates[at + 2 * H + j] = dcj * i * (1 - g * g); // tanh′ = 1 − tanh²
    dGates[at + 3 * H + j] = dhj * tanhC * o * (1 - o);
    dcNext[next + j] = dcj * f;
    dhNext[next + j] = 0; // dGates W_h is added for the whole batch
  }
}
