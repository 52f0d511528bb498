import { checks } from "../checks/13-lstm-cell.js";
import type { Exercise } from "../checks/exercise.js";
import { bank } from "../mutants/13-lstm-cell.js";

export const lstmCell: Exercise = {
  number: 13,
  slug: "13-lstm-cell",
  title: "An LSTM cell, forward and backward",
  names: ["lstmForward", "lstmBackward", "lstmBptt"],
  withheld: ["lstmForward", "lstmBackward", "LSTMCell", "LSTM"],
  hints: [
    "Do one unit of one step on paper first. Forward: four sums, four squashings, then $c$, then $h$. Backward is the same road in the other " +
      "direction: from $h$ to $c$, from $c$ to what it was made of, and from there through each σ or tanh to the sums.",
    "Two gradients meet at $c$: `dc`, and what `dh` sends through $o \\odot \\tanh(c)$. Call their sum $\\delta c$: everything but the output gate lives on it. " +
      "Once you have what arrives at the four sums, a vector of $4H$ numbers, the rest is a linear layer. In a run, *two* vectors travel back from step to step.",
    "$\\delta c = dc + dh \\odot o \\odot (1 - \\tanh^2 c)$ and $dc_{prev} = \\delta c \\odot f$. At the sums arrive $da_f = \\delta c \\odot c_{prev} \\odot f (1 - f)$, " +
      "$da_i = \\delta c \\odot g \\odot i (1 - i)$, $da_g = \\delta c \\odot i \\odot (1 - g^2)$, $da_o = dh \\odot \\tanh(c) \\odot o (1 - o)$. " +
      "Then $db = da$, $dW = da\\, [h_{prev}; x]^\\top$, and $W^\\top da$ holds $dh_{prev}$ and $dx$, one behind the other.",
  ],
  insight:
    "Between $dc_t$ and $dc_{t-1}$ stands one elementwise factor, $f$: no matrix, no tanh. Everything else in your backward pass is there because $c$ also " +
    "acts through $h$, and $h$ through the gates. Leave out the `dc` that is carried on, and everything still runs; what is gone is the very path that an LSTM is built for.",
  checks,
  bank,
};
