import { canonical, checks, draw } from "../checks/02-forward-by-hand.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/02-forward-by-hand.js";

export const forwardByHand: Exercise = withVariants(canonical, draw, (given) => ({
  number: 2,
  slug: "02-forward-by-hand",
  title: "A forward pass by hand",
  names: ["h1", "h2", "h3"],
  withheld: [],
  hints: [
    "Each step makes one number from two: the input of this step, and the state that the step before left.",
    "Look at the recurrence: $h_t = \\tanh(w_x x_t + w_h h_{t-1})$. The sum is made first, and tanh is taken of the whole of it.",
    `Step 1 is $\\tanh(${given.wx} \\cdot ${given.x[0]} + ${given.wh} \\cdot 0)$. In step 2 the input is 0, so only the state you just found speaks: put it in where $h_0$ stood.`,
  ],
  insight:
    "The input at step 2 was 0, and yet $h_2 \\neq 0$: the state remembered step 1. And $h_3$ is not what the last input alone would make: " +
    "a trace of the first input is still in it. How fast such a trace fades is what notebook 03 is about.",
  checks: checks(given),
  bank: bank(given),
}));
