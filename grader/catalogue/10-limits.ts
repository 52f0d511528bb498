import { canonical, checks, draw } from "../checks/10-limits.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/10-limits.js";

export const limits: Exercise = withVariants(canonical, draw, (given) => ({
  number: 10,
  slug: "10-limits",
  title: "What recurrence cannot do, in numbers",
  names: [
    "recurrence", "scan", "attention", "crossing", "ratio", "fullMB", "cutMB", "weightsMB",
    "linearHelps", "joinedA", "joinedB", "tanhHelps", "miss",
  ], // biome-ignore format: a list
  withheld: ["layerLimits", "linearRecurrence", "linearRecurrenceScan"],
  hints: [
    "Draw eight positions in a row and, for each layer, an arrow from whatever is needed to whatever needs it. The longest chain of arrows is the number of rounds. For memory, first count numbers, then bytes.",
    "In a scan a position stands for 1, 2, 4, 8, … steps after each round. A recurrence multiplies a matrix by a vector at each step; attention compares two vectors for each pair. The two costs share a factor: cancel it. What BPTT keeps grows with the number of steps, what attention keeps with its square.",
    `The scan takes the smallest whole $r$ with $2^r \\ge ${given.T}$, and $2 \\cdot r \\cdot T \\cdot d$ products. A recurrence takes $T d^2$ of them, attention $T^2 d$. BPTT keeps \`buffers\` × steps × $H$ numbers of 4 bytes. ` +
      "Joining: $h_2 = a_2 (a_1 h_0 + b_1) + b_2$, multiplied out. For the tanh: $b = \\operatorname{atanh}(\\tanh(\\tanh 0))$, and $a + b = \\operatorname{atanh}(\\tanh(\\tanh 1))$.",
  ],
  insight:
    "It is not the loop that cannot be shortened but the tanh in it: linear steps join, and then a thousand of them take ten rounds. Attention takes one, and pays with a weight for every pair. " +
    "And “infeasible” is a word to check with a multiplication: BPTT through a long document keeps less than attention's weights do. Each design pays somewhere.",
  checks: checks(given),
  bank: bank(given),
}));
