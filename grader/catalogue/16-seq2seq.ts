import { checks } from "../checks/16-seq2seq.js";
import type { Exercise } from "../checks/exercise.js";
import { bank } from "../mutants/16-seq2seq.js";

export const seq2seq: Exercise = {
  number: 16,
  slug: "16-seq2seq",
  title: "Sequence to sequence: loss, teacher forcing, greedy and beam",
  names: ["maskedCrossEntropy", "teacherForcing", "greedy", "beam"],
  withheld: ["crossEntropy", "teacherForcing", "greedyDecode", "beamSearch", "Seq2Seq", "Decoder"],
  hints: [
    "Take each function on paper first, with two sentences of different lengths or with a vocabulary of two words. The masked loss asks which cells count; teacher forcing asks who says what when; a search asks what has to be remembered of a sentence in the making.",
    "Loss: count the real tokens before you divide. `logSoftmax` keeps large logits harmless, and its exponential is $p$. " +
      "Search: a hypothesis is four things: its tokens, its $\\ln p$, its own state `h`, and the token it reads next. The context is not one of them, for it never changes. A beam needs two lists, the live ones and the finished ones.",
    "Gradient: $(p - y)/N$ at a real token, with $N$ the number of real tokens; zeros at padding. Inputs are `start` and the words, targets the words and `end`. " +
      "Beam, once a step: extend every live hypothesis by every token; sort all extensions by `logProb`; keep `width`; move those that end in `end` to the finished ones. After the loop choose among finished **and** live by `logProb / tokens.length ** alpha`.",
  ],
  insight:
    "The context goes into every step and comes out of none: that is what makes it a summary of the source and not one more memory. " +
    "A beam is bookkeeping around the same decoder step, and most broken ones break in the same place: a finished sentence that nobody kept. " +
    "And the masked mean is what makes two batches comparable, however much padding they hold.",
  checks,
  bank,
};
