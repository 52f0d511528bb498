import { checks } from "../checks/15-masked-stacked-bidirectional.js";
import type { Exercise } from "../checks/exercise.js";
import { bank } from "../mutants/15-masked-stacked-bidirectional.js";

export const maskedStackedBidirectional: Exercise = {
  number: 15,
  slug: "15-masked-stacked-bidirectional",
  title: "Masked, stacked, bidirectional",
  names: ["readLayer", "readBothWays", "readStack"],
  withheld: ["RNN", "LSTM", "GRU", "SequenceModel", "Encoder", "Seq2Seq"],
  hints: [
    "Forget the batch for a moment: write what happens to one row, alone. Then ask what would be different for it if other rows and padding stood around it. The answer should be: nothing.",
    "Look at where a row ends: `lengths[b]`, not $T$. Forward it is read at $t = 0 \\dots n - 1$; from the end at $t = n - 1 \\dots 0$. No other cell of the row is touched, so the rest of the output stays at the zeros that it was made of. " +
      "And each row starts with a new state of zeros.",
    "For each row: `h = new Float64Array(H)`; for `k` from 0 to `lengths[b] - 1`: `t = reverse ? lengths[b] - 1 - k : k`, `h = rnnForward(params, vectorAt(x, t, b), h).h`, and `vectorAt(output, t, b).set(h)`; then `hN.row(b).set(h)`. " +
      "Both ways: call it twice, and `set` the second half from position $H$ on. A stack: a loop in which `output` becomes the next layer's `x`, with the same lengths.",
  ],
  insight:
    "Nothing in your code knows how much padding there is, so padding cannot matter: that is the law of a batch, and a test of a few lines holds any library to it. " +
    "A mask that keeps the state gives the same numbers and suits a GPU, which likes all rows to take the same steps. The backward direction is where it goes wrong in practice: it begins at the end, and the end of a short row is in the middle of the batch.",
  checks,
  bank,
};
