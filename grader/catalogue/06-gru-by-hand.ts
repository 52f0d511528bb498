import { canonical, checks, draw } from "../checks/06-gru-by-hand.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/06-gru-by-hand.js";

export const gruByHand: Exercise = withVariants(canonical, draw, (given) => ({
  number: 6,
  slug: "06-gru-by-hand",
  title: "One step of a GRU, its memory and its size",
  names: [
    "candidate1",
    "candidate2",
    "state1",
    "state2",
    "sameFor",
    "after1",
    "unrolled",
    "halfLife",
    "biasFor",
    "noBias",
    "oneBias",
    "twoBiases",
  ],
  withheld: ["gruForward", "GRUCell", "GRU", "convertGru"],
  hints: [
    "Two gates, two jobs: the reset gate acts on what the candidate *sees* of the old state, the update gate on how much of the candidate is *taken*. Do them in that order.",
    "For the candidate make the vector $r \\odot h_{t-1}$ first, then use the rows of `Wh`. The new state lies between the old one and the candidate. " +
      "Under a constant $z$ the old state is multiplied by the same factor at each step: what is the share that one step keeps? For the counts, ask for the shape of one matrix, then how many there are.",
    `$\\tilde h_1 = \\tanh(${given.Wh[0][0]} \\cdot r_1 h_1 + (${given.Wh[0][1]}) \\cdot r_2 h_2 + ${given.Wh[0][2]} x + ${given.bh[0]})$ with $r_1 = \\sigma(${given.ar[0]})$ and $r_2 = \\sigma(${given.ar[1]})$; ` +
      "reset after the product, $r_1$ stands before both terms. Then $h = (1 - z)\\, h_{t-1} + z\\, \\tilde h$. A half-life $t$ solves $(1 - z)^t = \\frac{1}{2}$; " +
      "backwards $z = 1 - 2^{-1/t}$ and $b = \\ln \\frac{z}{1 - z}$. One matrix has $H$ rows and $H + D$ columns, one bias $H$ entries, and there are three of each.",
  ],
  insight:
    "A GRU is a moving average whose speed the network sets at every step. Its gate is an LSTM's forget gate turned round: to remember, $b_z$ must be *negative*. " +
    "And the name GRU is not enough to read weights: where the reset stands makes another function, which way round $z$ counts changes signs, and the number of biases changes the size.",
  checks: checks(given),
  bank: bank(given),
}));
