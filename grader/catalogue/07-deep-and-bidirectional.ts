import { canonical, checks, draw } from "../checks/07-deep-and-bidirectional.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/07-deep-and-bidirectional.js";

export const deepAndBidirectional: Exercise = withVariants(canonical, draw, (given) => ({
  number: 7,
  slug: "07-deep-and-bidirectional",
  title: "Deep, and in both directions",
  names: ["outShape", "hShape", "layer2", "parameters", "forward", "backward", "summary", "seen", "seenAbove"],
  withheld: ["RNN", "LSTM"],
  hints: [
    "Draw it: two rows of states for each layer, one with arrows to the right and one with arrows to the left. Nearly everything here can be read off the drawing.",
    "At every step the two halves stand side by side, and the next layer reads both. h_n holds one final state for each layer *and* direction. " +
      "The backward row starts at the last word; its states are listed under the words, not in the order in which they were made.",
    "An LSTM layer on $n$ inputs has, in one direction, $4H \\times n$ and $4H \\times H$ weights and $2 \\cdot 4H$ biases; layer 1 has $n = D$, layer 2 has $n = 2H$, and there are two directions of each. " +
      `By hand: the last backward state is $\\tanh(${given.vs[0]} \\cdot ${given.x[2]} + ${given.vs[1]} \\cdot 0)$, and it is the input of the one before it. ` +
      "For `seenAbove` write at each step of layer 1 which words are in its output, both halves together.",
  ],
  insight:
    "The last output looks like a summary and is half of one: in one layer its backward half has read a single word. The whole sentence stands at both ends, and `h_n` collects it. " +
    "In the second layer every half has seen every word, by way of the other direction below; yet what it has *made* of them still depends on how far it has run. That is why stacked taggers read so well, and why padding must be kept out.",
  checks: checks(given),
  bank: bank(given),
}));
