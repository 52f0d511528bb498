import { checks } from "../checks/11-rnn-forward-backward.js";
import type { Exercise } from "../checks/exercise.js";
import { bank } from "../mutants/11-rnn-forward-backward.js";

export const rnnForwardBackward: Exercise = {
  number: 11,
  slug: "11-rnn-forward-backward",
  title: "An RNN, forward and backward",
  names: ["rnnForward", "bptt"],
  withheld: ["rnnForward", "rnnBackward", "VanillaRNN"],
  hints: [
    "Do one step at a time, on paper first. Forward: a sum of three terms, then tanh. Backward: the same road in the other direction, so " +
      "tanh comes first. Ask of each weight what it was multiplied by.",
    "Look at what arrives at $h_t$ from above. It has two parts: `dhs[t]`, from the output of this step, and what step $t+1$ sends back " +
      "(nothing for the last step). So the loop runs from the last step to the first, and carries a vector `dhNext`.",
    "For each $t$: $dh = dhs_t + dhNext$; $da = dh \\odot (1 - h_t^2)$; then **add** to the gradients: $db \\mathrel{+}= da$, " +
      "$dW_{xh} \\mathrel{+}= da\\, x_t^\\top$, $dW_{hh} \\mathrel{+}= da\\, h_{t-1}^\\top$; and pass on $dhNext = W_{hh}^\\top da$. " +
      "What is left in `dhNext` after the first step is `dh0`.",
  ],
  insight:
    "`dhNext` went through $W_{hh}^\\top$ and a factor $1 - h^2 \\le 1$ once for every step. Nothing else connects the last step to the first: " +
    "the whole story of vanishing and exploding gradients is in that one line. And `dh0` is not a by-product: a truncated run, or an encoder " +
    "under a decoder, hands it on.",
  checks,
  bank,
};
