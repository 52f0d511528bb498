import { checks } from "../checks/18-truncated-bptt.js";
import type { Exercise } from "../checks/exercise.js";
import { bank } from "../mutants/18-truncated-bptt.js";

export const truncatedBptt: Exercise = {
  number: 18,
  slug: "18-truncated-bptt",
  title: "A trainer with truncated backpropagation",
  names: ["cut", "detach", "clip", "train"],
  withheld: ["trainTruncatedBptt", "cutIntoChunks", "clipGradNorm", "clipGradValue", "clipScale", "gradNorm"],
  hints: [
    "Two things go from chunk to chunk in ordinary training: the values of the state, and the way back. Truncation keeps the one and cuts the other. Ask at each line of your trainer which of them you have in hand.",
    "The trainer is two loops. Outside: documents, each from a state of zeros. Inside: its chunks in order, each with five actions: read, go back, clip, step, carry. Look at where the optimiser is made, and at what `unroll` returns.",
    "In each chunk `unroll` returns two things, and you need both. The way back starts at the state that came *out*, not at the one that went in; `clip` stands between `backward` and the optimiser; and what goes on is the new state without its past, so `detach` comes last. " +
      "For `clip`, ask what you must multiply a vector of length n with to make its length maxNorm, when that is not to be done, and what becomes of it at n = 0.",
  ],
  insight:
    "With a lag of 5 the input that a target repeats lies five steps back, so a window of 5 steps never has both of them in it, and 6 always can. " +
    "One step more, and the same network goes from guessing to certainty. The state carried the bit all the time; it was the credit that ended at the chunk.",
  checks,
  bank,
};
