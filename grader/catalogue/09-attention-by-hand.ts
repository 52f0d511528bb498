import { canonical, checks, draw } from "../checks/09-attention-by-hand.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/09-attention-by-hand.js";

export const attentionByHand: Exercise = withVariants(canonical, draw, (given) => ({
  number: 9,
  slug: "09-attention-by-hand",
  title: "A soft look-up, by hand",
  names: ["alpha", "c", "both", "scaled", "mixed", "variance", "divisor", "leftover", "own", "other", "de"],
  withheld: ["luongDotForward", "luongDotBackward", "scaledDotForward", "ScaledDotProductAttention"],
  hints: [
    "A look-up has three stages: scores, weights, mixture. Write each as a small table, one column for each of the three states. Weights are shares: those of one query add up to one.",
    "In Bahdanau's order the state that asks is the one from *before* the step. The softmax runs over the states, once for each query. For the root: variances of independent terms add up, and dividing a number by $m$ divides its variance by $m^2$. For the Jacobian: $\\alpha_j$ is a quotient in which $e_j$ stands above and below, and $e_k$ only below.",
    `The first score is $${given.before[0]} \\cdot ${given.h[0][0]} + ${given.before[1]} \\cdot ${given.h[0][1]}$; take $\\exp$ of all three and divide by their sum. ` +
      `For \`scaled\` divide the scores by $\\sqrt{${given.before.length}}$ first. $c = \\alpha_1 h_1 + \\alpha_2 h_2 + \\alpha_3 h_3$; for \`mixed\` put the rows of \`values\` in place of the states. ` +
      "The quotient rule for $u/v$ with $u = \\exp e_j$: $u' = u$ if the score is its own, else 0, and $v' = \\exp e_k$. And $\\partial L/\\partial e_j = \\alpha_j (g^\\top h_j - g^\\top c)$: how much better than the mixture is this state?",
  ],
  insight:
    "A look-up is a weighted mean, and its gradient asks of each state: is it better than the mean? The three answers add up to 0, for what one weight gains the others lose. " +
    "Where a weight is nearly 0 or nearly 1 the Jacobian is nearly 0, and nothing more is learnt. Dividing by √d keeps random scores out of that corner; dividing by d would make all weights alike.",
  checks: checks(given),
  bank: bank(given),
}));
