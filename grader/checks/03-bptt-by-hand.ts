import type { Rng } from "unrolled";
import { type ForwardByHand, state } from "./02-forward-by-hand.js";
import type { Check } from "./exercise.js";
import { gradeNumber } from "./written/number.js";
import { gradeFormula } from "./written/symbolic.js";

/** What BPTT finds on the way back from L = ½ h₃². Index t − 1 belongs to step t. */
export type WayBack = { readonly h: readonly number[]; readonly da: readonly number[]; readonly dwh: number; readonly dwx: number }; // biome-ignore format: a type

/** The sequence of exercise 2, backwards. */
export function wayBack(given: ForwardByHand): WayBack {
  const { wh, x, h0 } = given;
  const h1 = state(given, 1, h0);
  const h2 = state(given, 2, h1);
  const h3 = state(given, 3, h2);
  const da3 = h3 * (1 - h3 ** 2);
  const da2 = da3 * wh * (1 - h2 ** 2);
  const da1 = da2 * wh * (1 - h1 ** 2);
  const dwh = da3 * h2 + da2 * h1 + da1 * h0;
  return { h: [h1, h2, h3], da: [da1, da2, da3], dwh, dwx: da1 * x[0] + da2 * x[1] + da3 * x[2] };
}

const precision = { decimals: 5 } as const;

/** The gradient at the sum inside step t; earlier steps may follow from the learner's own later ones. */
function stepCheck({ wh }: ForwardByHand, { h, da }: WayBack, t: number): Check {
  const name = `da${t}`;
  const follow = (later: number): number => later * wh * (1 - h[t - 1] ** 2);
  const carried = t < 3 ? { from: [`da${t + 1}`], follow } : undefined;
  return {
    id: name,
    title: `${name}, the gradient at the sum of step ${t}`,
    points: 1,
    lookAt:
      t === 3
        ? "Two factors: what L says to h3, and what tanh lets through on the way from h3 to a3."
        : `On the way from a${t + 1} to a${t} lie one weight and one tanh. Which state does that tanh belong to?`,
    run: () => gradeNumber({ name, exact: da[t - 1], precision, carried, what: `dL/da at step ${t}` }),
  };
}

function sumChecks({ x, h0 }: ForwardByHand, { h, dwh, dwx }: WayBack): readonly Check[] {
  const met = [h0, h[0], h[1]];
  const sum = (factors: readonly number[]) => (...da: number[]) => da.reduce((all, d, i) => all + d * factors[i], 0); // biome-ignore format: a line
  const from = ["da1", "da2", "da3"];
  return [
    {
      id: "dwh",
      title: "dwh, the gradient of the recurrent weight",
      points: 2,
      lookAt: "w_h was multiplied by something in every step. By what? Each step adds its da times that.",
      run: () =>
        gradeNumber({ name: "dwh", exact: dwh, precision, carried: { from, follow: sum(met) }, what: "dL/dw_h" }),
    },
    {
      id: "dwx",
      title: "dwx, the gradient of the input weight",
      points: 1,
      lookAt: "w_x was multiplied by the input of its own step. Each step adds its da times that.",
      run: () =>
        gradeNumber({ name: "dwx", exact: dwx, precision, carried: { from, follow: sum(x) }, what: "dL/dw_x" }),
    },
  ];
}

const formulaCheck: Check = {
  id: "formula",
  title: "dL/dw_h as a formula",
  points: 2,
  lookAt: "Put your formula's numbers beside dwh. Is there a term for every step whose state is not zero before it?",
  run: (rng: Rng) =>
    gradeFormula(rng, {
      name: "formula",
      exact: ({ h1, h2, h3, wh }) => h3 * (1 - h3 ** 2) * (h2 + wh * (1 - h2 ** 2) * h1),
      domain: { h1: [-0.9, 0.9], h2: [-0.9, 0.9], h3: [-0.9, 0.9], wh: [0.2, 1.2] },
      what: "dL/dw_h",
    }),
};

export function checks(given: ForwardByHand): readonly Check[] {
  const back = wayBack(given);
  return [...[3, 2, 1].map((t) => stepCheck(given, back, t)), ...sumChecks(given, back), formulaCheck];
}
