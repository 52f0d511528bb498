import { canonical, checks, draw } from "../checks/08-seq2seq-by-hand.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/08-seq2seq-by-hand.js";

export const seq2seqByHand: Exercise = withVariants(canonical, draw, (given) => ({
  number: 8,
  slug: "08-seq2seq-by-hand",
  title: "Sequence to sequence by hand",
  names: ["inputs", "targets", "tokenMean", "sequenceMean", "ratio", "greedy", "beam", "sure", "alpha"],
  withheld: ["teacherForcing", "greedyDecode", "beamSearch"],
  hints: [
    "Part 1: in each column the decoder reads what has just been said and answers what comes next. Part 2: first cross out the cells that nobody should be judged by. Part 3: draw the tree of all nine sentences.",
    "The end token is answered and nothing follows it, the start token is read and never answered. So a sentence of $n$ words has $n + 1$ losses that count; the rest of its row does not, neither above nor below the line. " +
      "In the tree a sentence's probability is the product along its branches; greedy walks down one branch, a beam of two down two. For `sure`, imagine the beginning that looks worst.",
    `The real losses are ${realCounts(given)}. The token mean divides the sum of all by the number of all; the sequence mean is half of (mean of the first row + mean of the second). ` +
      "In it a token's loss is multiplied by $\\frac{1}{2} \\cdot \\frac{1}{n}$, with $n$ the tokens of its own sentence. A beam is sure when it holds *every* beginning up to the last word but one. " +
      "And $\\ln p / n^\\alpha = \\ln q / m^\\alpha$ gives $(m/n)^\\alpha = \\ln q / \\ln p$.",
  ],
  insight:
    "Two honest means, and they differ: in one every token counts the same, in the other every sentence, so that the words of short sentences weigh more. What is not honest is a mean that changes when more padding is added. " +
    "And no search is sure unless it keeps nearly everything; greedy is the cheapest, a beam a little less short-sighted. Which of two sentences *should* win is a third question, and α answers it by decree.",
  checks: checks(given),
  bank: bank(given),
}));

function realCounts({ short, long }: typeof canonical): string {
  return `the first ${short.length + 1} of the first row and the first ${long.length + 1} of the second`;
}
