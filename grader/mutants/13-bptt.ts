import { map } from "../checks/linear.js";
import type { Mistake } from "./13-pieces.js";

/** Mistakes on the way back through a run. */
export const throughTime: readonly Mistake[] = [
  [
    "dc is not carried from step to step",
    "The cell state is handed on too: what a step sends back as dcPrev arrives at c of the step before.",
    { arrive: ({ dh: dhNext, dc }, dh) => ({ dh: map(dhNext, (d, j) => d + dh[j]), dc: map(dc, () => 0) }) },
  ],
  [
    "dh is not carried from step to step",
    "h goes into the gates of the next step. Two gradients arrive at it: from its own output, and from step t + 1.",
    { arrive: ({ dc }, dh) => ({ dh, dc }) },
  ],
  [
    "only the last step's dh is used",
    "Every state has an output of its own: dhs[t] joins at each step, not only at the last.",
    { arrive: (next, dh, isLast) => (isLast ? { ...next, dh } : next) },
  ],
  [
    "overwriting instead of adding",
    "The same weights serve at every step, so their gradient is a sum over the steps. Yours keeps only one.",
    { join: (_, share) => share },
  ],
  [
    "the steps are walked forwards",
    "What goes back to step t comes from step t + 1, so that one has to be done first.",
    { order: (steps) => steps },
  ],
  [
    "mean over the steps instead of the sum",
    "The chain rule adds the paths; nothing divides by their number.",
    { finish: ({ W, b }, { dh, dc }, T) => ({ grads: { W: map(W, (g) => g / T), b: map(b, (g) => g / T) }, dh0: dh, dc0: dc }) }, // biome-ignore format: a row
  ],
  [
    "dh0 and dc0 exchanged",
    "dh0 arrives at the first hidden state, dc0 at the first cell state.",
    { finish: (grads, { dh, dc }) => ({ grads, dh0: dc, dc0: dh }) },
  ],
];
