import { canonical, checks, draw } from "../checks/05-lstm-by-hand.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/05-lstm-by-hand.js";

export const lstmByHand: Exercise = withVariants(canonical, draw, (given) => ({
  number: 5,
  slug: "05-lstm-by-hand",
  title: "One step of an LSTM, and how long it remembers",
  names: ["f", "i", "g", "o", "c", "h", "halfLife", "biasFor", "total"],
  withheld: ["lstmForward", "LSTMCell"],
  hints: [
    "Take the step in the order of the formulae: four sums, four squashings, then the cell state, then what is shown of it. For the half-life, ask what a single step keeps.",
    "The gates take σ, the candidate takes tanh. A half-life $t$ solves $\\sigma(b)^t = \\frac{1}{2}$; the last question asks the same backwards. For the derivative draw every way from $c_{t-1}$ to $c_t$: one is direct, three go through $h_{t-1}$.",
    `$f = \\sigma(${given.wf[0]} \\cdot ${given.x} + (${given.wf[1]}) \\cdot (${given.hPrev}) + (${given.wf[2]}))$, and the others alike. ` +
      "$t = \\ln \\frac{1}{2} / \\ln \\sigma(b)$, and backwards $f = 2^{-1/t}$, $b = \\ln \\frac{f}{1 - f}$. Through the forget gate alone the derivative is " +
      "$c \\cdot f(1-f) \\cdot u_f \\cdot o\\,(1 - \\tanh^2 c)$; add the way through the input gate, the way through the candidate, and the direct one.",
  ],
  insight:
    "The direct path is a plain product of forget gates: no matrix, no tanh. That is the highway. But it is not the only path, and it does not keep for ever: " +
    "a bias of 1 halves the memory in about two steps, and a hundred steps want a bias near 5. So an LSTM mitigates vanishing, as far as its forget gates stay open.",
  checks: checks(given),
  bank: bank(given),
}));
