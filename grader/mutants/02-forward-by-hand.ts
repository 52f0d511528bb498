import type { ForwardByHand } from "../checks/02-forward-by-hand.js";
import type { Answers, Bank } from "../checks/exercise.js";
import { sigmoid } from "../checks/linear.js";

/** h₁, h₂, h₃ when each state is made by `step` from the numbers given. */
function statesOf(step: (x: number, h: number) => number, { x, h0 }: ForwardByHand): Answers {
  const h1 = step(x[0], h0);
  const h2 = step(x[1], h1);
  return { h1, h2, h3: step(x[2], h2) };
}

/** h₂ as the sum itself: when the input is 0 there seems to be nothing to squash. */
function withoutSecondTanh({ wx, wh, x, h0 }: ForwardByHand): Answers {
  const h1 = Math.tanh(wx * x[0] + wh * h0);
  const h2 = wx * x[1] + wh * h1;
  return { h1, h2, h3: Math.tanh(wx * x[2] + wh * h2) };
}

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));
const cutOff = (value: number): number => Math.trunc(value * 1e5) / 1e5;
const each = (answers: Answers, change: (value: number) => number): Answers =>
  Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, change(value as number)]));

export function bank(given: ForwardByHand): Bank {
  const { wx, wh } = given;
  const right = (x: number, h: number): number => Math.tanh(wx * x + wh * h);
  const states = (step: (x: number, h: number) => number): Answers => statesOf(step, given);
  return {
    wrong: [
      {
        misconception: "tanh of each term",
        lookAt: "tanh(u) + tanh(v) is not tanh(u + v). Add first; tanh is taken once, of the sum.",
        answers: states((x, h) => Math.tanh(wx * x) + Math.tanh(wh * h)),
      },
      {
        misconception: "the input of the step before",
        lookAt: "Step t reads xₜ, the input of its own step, together with the state of the step before.",
        answers: statesOf(right, { ...given, x: [0, ...given.x] }),
      },
      {
        misconception: "h0 taken as 1",
        lookAt: "What does the task say the state is before the first input?",
        answers: statesOf(right, { ...given, h0: 1 }),
      },
      {
        misconception: "the state is not carried: h0 at every step",
        lookAt:
          "After the first step the state is no longer h0. Each step starts from the state that the step before left.",
        answers: states((x) => right(x, given.h0)),
      },
      {
        misconception: "no tanh",
        lookAt: "That is the sum inside. A state lies between −1 and 1.",
        answers: states((x, h) => wx * x + wh * h),
      },
      {
        misconception: "tanh forgotten in the second step",
        lookAt: "An input of 0 is no reason to leave out tanh: the sum is not 0.",
        answers: withoutSecondTanh(given),
      },
      {
        misconception: "the sum is carried, not the state",
        lookAt: "The next step starts from hₜ₋₁, after tanh, not from the sum inside it.",
        answers: each(
          states((x, a) => wx * x + wh * a),
          Math.tanh,
        ),
      },
      {
        misconception: "w_x and w_h exchanged",
        lookAt: "Which weight belongs to the input, and which to the state?",
        answers: states((x, h) => Math.tanh(wh * x + wx * h)),
      },
      {
        misconception: "w_h left out",
        lookAt: "The state of the step before comes in through a weight of its own.",
        answers: states((x, h) => Math.tanh(wx * x + h)),
      },
      {
        misconception: "sigmoid in place of tanh",
        lookAt:
          "A sigmoid lies between 0 and 1. The Elman network's function is odd: it gives negative states for negative sums.",
        answers: states((x, h) => sigmoid(wx * x + wh * h)),
      },
      {
        misconception: "tan in place of tanh",
        lookAt: "tanh is the hyperbolic tangent: a key of its own on a calculator.",
        answers: states((x, h) => Math.tan(wx * x + wh * h)),
      },
      {
        misconception: "the sign of the last input lost",
        lookAt: "Look at the signs of the inputs again.",
        answers: statesOf(right, { ...given, x: given.x.map(Math.abs) }),
      },
    ],
    right: [
      { form: "full precision", answers: states(right) },
      { form: "five decimals at the end", answers: each(states(right), (h) => rounded(h, 5)) },
      { form: "five decimals at every step", answers: states((x, h) => rounded(right(x, h), 5)) },
      { form: "cut off instead of rounded", answers: each(states(right), cutOff) },
      { form: "tanh by exponentials", answers: states((x, h) => 1 - 2 / (Math.exp(2 * (wx * x + wh * h)) + 1)) },
    ],
  };
}
