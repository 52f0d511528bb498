import type { Rng } from "unrolled";
import type { Check, Given } from "./exercise.js";
import { gradeNumber } from "./written/number.js";

/** One unit over three inputs, from h₀. */
export type ForwardByHand = Given & {
  readonly wx: number;
  readonly wh: number;
  readonly x: readonly number[];
  readonly h0: number;
};

export const canonical: ForwardByHand = { wx: 1, wh: 0.5, x: [1, 0, -1], h0: 0 };

/** The second input stays 0, so that only the state speaks there; the signs of the others differ. */
export function draw(rng: Rng): ForwardByHand {
  const wx = rng.choice([0.75, 0.8, 1.1, 1.25]);
  const wh = rng.choice([0.4, 0.5, 0.6, 0.7]);
  const [first, last] = [rng.choice([0.8, 1, 1.2]), rng.choice([0.9, 1, 1.3])];
  return { wx, wh, x: rng.choice([[first, 0, -last], [-first, 0, last]]), h0: 0 }; // biome-ignore format: two lists
}

export const state = ({ wx, wh, x }: ForwardByHand, t: number, hPrev: number): number =>
  Math.tanh(wx * x[t - 1] + wh * hPrev);

/** hₜ, right or following rightly from the learner's own hₜ₋₁. */
function stateCheck(given: ForwardByHand, t: number): Check {
  let exact = given.h0;
  for (let step = 1; step <= t; step++) exact = state(given, step, exact);
  const carried = t > 1 ? { from: [`h${t - 1}`], follow: (hPrev: number) => state(given, t, hPrev) } : undefined;
  return {
    id: `h${t}`,
    title: `h${t}`,
    points: 1,
    lookAt: `Write out the whole sum for step ${t} first: which x, which h? Then take tanh once, of the sum.`,
    run: () =>
      gradeNumber({ name: `h${t}`, exact, precision: { decimals: 5 }, carried, what: `the state after step ${t}` }),
  };
}

export const checks = (given: ForwardByHand): readonly Check[] => [1, 2, 3].map((t) => stateCheck(given, t));
