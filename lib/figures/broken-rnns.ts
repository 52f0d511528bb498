import { add, addOuter, addTransposedMatVec, norm } from "../kernels/vectors.js";
import type { VanillaRNN, VanillaRnnForward, VanillaRnnParams } from "../rnn/vanilla-rnn.js";
import { zerosLike } from "../tensor/dtype.js";
import { zeroGrads } from "../tensor/params.js";
import { clipGradValue } from "../training/clip.js";

/** Six ways to get backpropagation through time wrong; what each does, in a few words. */
export const bugs = {
  "only-last-path": "nothing is passed on to the step before: dhNext stays 0",
  "no-tanh-derivative": "da = dh, without the factor 1 − h²",
  overwrites: "each step's gradient replaces those of the others: = for +=",
  "wrong-state": "dWhh takes hₜ where it should take hₜ₋₁",
  "clips-inside": "backward cuts every entry of its gradients to ±limit",
  "wrong-sign": "dy = y − p, for p − y",
} as const;

export type Bug = keyof typeof bugs;

/** What can be watched on the way back, at t = T … 1. */
export type BackwardTrace = {
  /** ‖∂L/∂hₜ₋₁‖ as far as it comes from step t and those after it. */
  readonly passedOn: readonly number[];
  /** ‖dWhh‖ as gathered so far. */
  readonly gathered: readonly number[];
};

/** Where "clips-inside" cuts. The chapter takes 5, for longer texts than those of the line-up. */
export const clipLimit = 0.5;

/** `VanillaRNN.backward` written out, with one mistake in it, or with none when `bug` is left out. */
export function brokenBackward(
  model: VanillaRNN,
  { h, p, caches }: VanillaRnnForward,
  targets: readonly number[],
  bug?: Bug,
): { grads: VanillaRnnParams; trace: BackwardTrace } {
  const { Whh, Why } = model.params;
  const grads = zeroGrads(model.params);
  const [passedOn, gathered]: [number[], number[]] = [[], []];
  let dhNext = model.initialState();
  for (let t = h.length - 1; t >= 0; t--) {
    const y = model.oneHot(targets[t]);
    const dy = p[t].map((pv, v) => (bug === "wrong-sign" ? y[v] - pv : pv - y[v]));
    const dh = dhNext.slice();
    addTransposedMatVec(dh, Why, dy);
    const da = bug === "no-tanh-derivative" ? dh : dh.map((x, j) => x * (1 - h[t][j] ** 2));

    if (bug === "overwrites") for (const { data } of Object.values(grads)) data.fill(0);
    add(grads.by.data, dy);
    addOuter(grads.Why, dy, h[t]);
    add(grads.bh.data, da);
    addOuter(grads.Wxh, da, caches[t].x);
    addOuter(grads.Whh, da, bug === "wrong-state" ? h[t] : caches[t].hPrev);

    dhNext = zerosLike(dhNext);
    if (bug !== "only-last-path") addTransposedMatVec(dhNext, Whh, da);
    passedOn.push(norm(dhNext));
    gathered.push(norm(grads.Whh.data));
  }
  if (bug === "clips-inside") {
    clipGradValue(grads, clipLimit);
    gathered[gathered.length - 1] = norm(grads.Whh.data);
  }
  return { grads, trace: { passedOn, gathered } };
}
