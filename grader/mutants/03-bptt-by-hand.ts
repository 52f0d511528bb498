import type { ForwardByHand } from "../checks/02-forward-by-hand.js";
import { wayBack } from "../checks/03-bptt-by-hand.js";
import type { Answers, Bank, Mutant } from "../checks/exercise.js";

/** The way back cut into the places where people go wrong. */
type Pieces = {
  /** dL/dh₃. */
  readonly start: (h3: number) => number;
  /** tanh′ in terms of the state; `later` is the state after it. */
  readonly slope: (h: number, later: number) => number;
  /** What the recurrent weight makes of a gradient on its way back. */
  readonly back: (da: number, wh: number) => number;
  /** What w_h met at each step, of h₀ … h₃. */
  readonly met: (h: readonly number[]) => readonly number[];
  readonly inputs: (x: readonly number[]) => readonly number[];
  readonly sum: (shares: readonly number[]) => number;
  readonly sumOfInputs: (shares: readonly number[]) => number;
  readonly formula: string;
};

const add = (shares: readonly number[]): number => shares.reduce((all, share) => all + share);

const right: Pieces = {
  start: (h3) => h3,
  slope: (h) => 1 - h ** 2,
  back: (da, wh) => da * wh,
  met: ([h0, h1, h2]) => [h0, h1, h2],
  inputs: (x) => x,
  sum: add,
  sumOfInputs: add,
  formula: "h3*(1-h3^2)*(h2 + wh*(1-h2^2)*h1)",
};

function answers(given: ForwardByHand, replaced: Partial<Pieces> = {}): Answers {
  const { start, slope, back, met, inputs, sum, sumOfInputs, formula } = { ...right, ...replaced };
  const [h1, h2, h3] = wayBack(given).h;
  const da3 = start(h3) * slope(h3, h3);
  const da2 = back(da3, given.wh) * slope(h2, h3);
  const da1 = back(da2, given.wh) * slope(h1, h2);
  const shares = (factors: readonly number[]): number[] => [da1, da2, da3].map((da, i) => da * factors[i]);
  const dwh = sum(shares(met([given.h0, h1, h2, h3])));
  return { da1, da2, da3, dwh, dwx: sumOfInputs(shares(inputs(given.x))), formula };
}

const mistakes: readonly (readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>])[] = [
  [
    "only the last path",
    "w_h serves in every step. L depends on its use in step 2 as well, through h2.",
    { sum: ([, , last]) => last, formula: "h3*(1-h3^2)*h2" },
  ],
  [
    "only the earlier path",
    "w_h serves in step 3 itself as well. What was it multiplied by there?",
    { sum: ([, earlier]) => earlier, formula: "h3*(1-h3^2)*wh*(1-h2^2)*h1" },
  ],
  [
    "only the last step's input",
    "w_x serves in every step, as w_h does. Which steps had an input that was not 0?",
    { sumOfInputs: ([, , last]) => last },
  ],
  [
    "the inputs left out",
    "In each step w_x was multiplied by that step's input: so is that step's share.",
    { inputs: () => [1, 1, 1] },
  ],
  [
    "h_t in place of h_{t−1}",
    "In step t the weight w_h was multiplied by the state that came in, not by the one that went out.",
    { met: ([, h1, h2, h3]) => [h1, h2, h3], formula: "h3*(1-h3^2)*(h3 + wh*(1-h2^2)*(h2 + wh*(1-h1^2)*h1))" },
  ],
  [
    "tanh′ left out",
    "Between h and the sum a lies a tanh. What does it let through?",
    { slope: () => 1, formula: "h3*(h2 + wh*h1)" },
  ],
  [
    "1 − h in place of 1 − h²",
    "tanh′(a) = 1 − tanh²(a), and tanh(a) is h.",
    { slope: (h) => 1 - h, formula: "h3*(1-h3)*(h2 + wh*(1-h2)*h1)" },
  ],
  [
    "tanh′ of the later step used again",
    "Each step has its own tanh, with its own state.",
    { slope: (_, later) => 1 - later ** 2, formula: "h3*(1-h3^2)*(h2 + wh*(1-h3^2)*h1)" },
  ],
  [
    "the loss taken as h3 itself",
    "L = ½ h3². What is its derivative by h3?",
    { start: () => 1, formula: "(1-h3^2)*(h2 + wh*(1-h2^2)*h1)" },
  ],
  [
    "the ½ kept in the derivative",
    "The derivative of a square brings a factor of two. What becomes of the ½?",
    { start: (h3) => h3 / 2, formula: "h3/2*(1-h3^2)*(h2 + wh*(1-h2^2)*h1)" },
  ],
  [
    "w_h left out on the way back",
    "The state before entered the sum through a weight. The gradient goes back through the same one.",
    { back: (da) => da, formula: "h3*(1-h3^2)*(h2 + (1-h2^2)*h1)" },
  ],
  [
    "the mean over the steps instead of the sum",
    "The chain rule adds the paths; nothing divides by their number.",
    { sum: (shares) => add(shares) / 3, formula: "h3*(1-h3^2)*(h2 + wh*(1-h2^2)*h1)/3" },
  ],
  [
    "the input of the step before",
    "In step t the weight w_x was multiplied by the input of that very step.",
    { inputs: ([x1, x2]) => [0, x1, x2] },
  ],
];

export function bank(given: ForwardByHand): Bank {
  const wrong: readonly Mutant[] = mistakes.map(([misconception, lookAt, replaced]) => ({
    misconception,
    lookAt,
    answers: answers(given, replaced),
  }));
  const all = answers(given);
  const each = (change: (value: number) => number): Answers =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, typeof value === "number" ? change(value) : value]),
    );
  return {
    wrong,
    right: [
      { form: "full precision", answers: all },
      { form: "five decimals, and the formula term by term", answers: { ...each((value) => Number(value.toFixed(5))), formula: "h2 h3(1 - h3²) + w_h h1 h3 (1-h2²) (1-h3²)" } }, // biome-ignore format: a row
      { form: "cut off, and the formula by factors", answers: { ...each((value) => Math.trunc(value * 1e5) / 1e5), formula: "(h₃ − h₃^3)·(h₂ + wh·h₁·(1 − h₂)(1 + h₂))" } }, // biome-ignore format: a row
    ],
  };
}
