import type { Exercise } from "../checks/exercise.js";
import { requirements } from "./01-requirements.js";
import { forwardByHand } from "./02-forward-by-hand.js";
import { bpttByHand } from "./03-bptt-by-hand.js";
import { vanishingByHand } from "./04-vanishing-by-hand.js";
import { lstmByHand } from "./05-lstm-by-hand.js";
import { gruByHand } from "./06-gru-by-hand.js";
import { deepAndBidirectional } from "./07-deep-and-bidirectional.js";
import { seq2seqByHand } from "./08-seq2seq-by-hand.js";
import { attentionByHand } from "./09-attention-by-hand.js";
import { limits } from "./10-limits.js";
import { rnnForwardBackward } from "./11-rnn-forward-backward.js";
import { gradientProbe } from "./12-gradient-probe.js";
import { lstmCell } from "./13-lstm-cell.js";
import { gruCell } from "./14-gru-cell.js";
import { maskedStackedBidirectional } from "./15-masked-stacked-bidirectional.js";
import { seq2seq } from "./16-seq2seq.js";
import { attention } from "./17-attention.js";
import { truncatedBptt } from "./18-truncated-bptt.js";

/** Every exercise of the course, in order. */
export const catalogue: readonly Exercise[] = [
  requirements,
  forwardByHand,
  bpttByHand,
  vanishingByHand,
  lstmByHand,
  gruByHand,
  deepAndBidirectional,
  seq2seqByHand,
  attentionByHand,
  limits,
  rnnForwardBackward,
  gradientProbe,
  lstmCell,
  gruCell,
  maskedStackedBidirectional,
  seq2seq,
  attention,
  truncatedBptt,
];

/** The exercise of that number, with the numbers of a learner's own variant where it has variants. */
export function findExercise(number: number, variant?: number): Exercise | undefined {
  const exercise = catalogue.find((known) => known.number === number);
  return variant === undefined ? exercise : (exercise?.variant?.(variant) ?? exercise);
}
