import { canonical, draw } from "../checks/02-forward-by-hand.js";
import { checks } from "../checks/03-bptt-by-hand.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/03-bptt-by-hand.js";

export const bpttByHand: Exercise = withVariants(canonical, draw, (given) => ({
  number: 3,
  slug: "03-bptt-by-hand",
  title: "Backpropagation through time by hand",
  names: ["da1", "da2", "da3", "dwh", "dwx", "formula"],
  withheld: [],
  hints: [
    "Walk from the loss backwards, one station at a time: h3, a3, h2, a2, h1, a1. At each station multiply by the slope of the piece you have just passed.",
    "There are only two kinds of piece. From $h_t$ to $a_t$ you pass a tanh: the factor is $1 - h_t^2$. From $a_t$ to $h_{t-1}$ you pass the recurrent weight. When you have all three $da_t$, ask of each weight what it was multiplied by in step $t$.",
    "$da_3 = h_3 (1 - h_3^2)$; then $da_2 = da_3 \\cdot w_h \\cdot (1 - h_2^2)$, and $da_1$ likewise. The weight $w_h$ met $h_2$ in step 3, $h_1$ in step 2 and $h_0$ in step 1: add the products. For the formula, put the letters in instead of the numbers.",
  ],
  insight:
    "One weight, two paths, two terms: the same $w_h$ is paid for each time it was used. The earlier path carries one factor $w_h (1 - h_2^2)$ more. " +
    "With a hundred steps the earliest would carry ninety-eight of them: that product, not the sum, is where gradients vanish or explode.",
  checks: checks(given),
  bank: bank(given),
}));
