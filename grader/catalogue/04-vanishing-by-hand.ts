import { canonical, checks, draw } from "../checks/04-vanishing-by-hand.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/04-vanishing-by-hand.js";

export const vanishingByHand: Exercise = withVariants(canonical, draw, (given) => ({
  number: 4,
  slug: "04-vanishing-by-hand",
  title: "What 100 steps leave of a gradient",
  names: ["firstBelow", "sigmaMax", "rho", "lastAboveOne", "above", "log10After100", "below", "threshold"],
  withheld: ["singularValues", "spectralRadius"],
  hints: [
    "Two numbers describe a matrix here, and they answer different questions: how much *one* step can stretch, and what *many* steps do in the end.",
    "For the first part solve $\\sigma^t < \\varepsilon$ with logarithms. For the matrix, write out $A^2$ and $A^3$ and find the pattern of the entry at the upper right. $\\|A^k\\|$ is the root of the largest eigenvalue of $(A^k)^\\top A^k$.",
    `$A^k$ has $a^k$ twice on the diagonal and $q = k\\, a^{k-1} b$ at the upper right; with $p = a^k$ its largest singular value is $\\frac{1}{2}(q + \\sqrt{q^2 + 4 p^2})$. Put in $a = ${given.a}$, $b = ${given.b}$ and $k = 1, 2, 3 \\dots$. A step shrinks everything for certain when $\\gamma\\, \\sigma_{\\max} < 1$.`,
  ],
  insight:
    "A matrix whose eigenvalues are all well below 1 can stretch for many steps before it shrinks, and one with a large $\\sigma_{\\max}$ can still make every gradient vanish. " +
    "So $\\sigma_{\\max} < 1/\\gamma$ is a promise (it must vanish), while $\\sigma_{\\max} > 1/\\gamma$ is only a permission (it may explode).",
  checks: checks(given),
  bank: bank(given),
}));
