import { clipGradNorm, gradNorm, type Params, Tensor, tanhStepBack } from "unrolled";
import type { Answers, Bank, Mutant } from "../checks/exercise.js";
import { times, transposedTimes } from "../checks/linear.js";
import { clipping } from "./12-clipping.js";
import { atMost, clipWith, type Mistake, mapped, normOf, type Pieces, solution } from "./12-pieces.js";

const jacobian: readonly Mistake[] = [
  [
    "the columns scaled instead of the rows",
    "tanh was taken at the new state, unit by unit. So each row of the matrix has a slope of its own.",
    { entry: (W, h, i, j) => W.at(i, j) * (1 - h[j] ** 2) },
  ],
  [
    "W transposed",
    "Entry [i, j] belongs to unit i of the new state and unit j of the old one. That is how W_hh is stored.",
    { entry: (W, h, i, j) => (1 - h[i] ** 2) * W.at(j, i) },
  ],
  ["tanh′ left out", "What does a small change of the sum become after tanh?", { entry: (W, _, i, j) => W.at(i, j) }],
  [
    "1 − h for 1 − h²",
    "Differentiate tanh: its slope is 1 minus a square.",
    { entry: (W, h, i, j) => (1 - h[i]) * W.at(i, j) },
  ],
  [
    "tanh′ of the state instead of the sum",
    "h is the result of tanh already. Its square is all that the slope needs.",
    { entry: (W, h, i, j) => (1 - Math.tanh(h[i]) ** 2) * W.at(i, j) },
  ],
  [
    "σ′ for tanh′",
    "h (1 − h) is the slope of σ. This network takes tanh.",
    { entry: (W, h, i, j) => h[i] * (1 - h[i]) * W.at(i, j) },
  ],
  [
    "only the units' own weights",
    "Every unit reads every unit of the step before. Are your entries off the diagonal zero?",
    { entry: (W, h, i, j) => (i === j ? (1 - h[i] ** 2) * W.at(i, j) : 0) },
  ],
];

const probe: readonly Mistake[] = [
  [
    "the factors in the wrong order",
    "The gradient starts at h_T. Which Jacobian is the first on its way back: the first in the list or the last?",
    { order: (jacobians) => jacobians },
  ],
  [
    "forwards instead of back: J g",
    "J carries a change forwards. A gradient comes back through the transpose: gⱼ ← Σᵢ J[i, j] gᵢ.",
    { back: times },
  ],
  [
    "lengths multiplied instead of vectors",
    "A Jacobian's length is not what it does to g: that depends on g's direction. Multiply the vector.",
    { back: (J, g) => g.map((x) => x * Math.hypot(...J.data)) },
  ],
  [
    "multiplied up until the numbers end",
    "A product of many steps underflows to 0 or overflows. Take each step's length out, and add up its logarithm.",
    { rescale: () => ({ by: 1, kept: 1 }) },
  ],
  [
    "the lengths taken out are forgotten",
    "You bring g back to length 1. The logarithm of what you divided by belongs to all later entries.",
    { rescale: (size) => ({ by: size, kept: 1 }) },
  ],
  [
    "a small number added against log 0",
    "It hides everything below it. With each step's length taken out, no logarithm of 0 arises.",
    { rescale: () => ({ by: 1, kept: 1 }), log: (size) => Math.log10(size + 1e-12) },
  ],
  [
    "the lengths themselves for their logarithms",
    "A length of 10^−400 is no number that a computer holds. Its logarithm is.",
    { rescale: () => ({ by: 1, kept: 1 }), log: (size) => size },
  ],
  ["natural logarithms", "log₁₀ was asked for: Math.log10.", { log: Math.log }],
  ["log₂ for log₁₀", "log₁₀ was asked for: Math.log10.", { log: Math.log2 }],
  [
    "the squared length",
    "A length is the root of the sum of squares.",
    { size: (g) => g.reduce((sum, x) => sum + x * x, 0) },
  ],
  [
    "the largest entry for the length",
    "The norm is the root of the sum of squares, over all entries.",
    { size: (g) => Math.max(...g.map(Math.abs)) },
  ],
  [
    "absolute values added up",
    "The norm is the root of the sum of squares.",
    { size: (g) => g.reduce((sum, x) => sum + Math.abs(x), 0) },
  ],
  [
    "relative to the start",
    "norms[0] is the logarithm of g's own length, and g need not have length 1.",
    { finish: (norms) => Float64Array.from(norms, (x) => x - norms[0]) },
  ],
  [
    "counted from the first step",
    "norms[k] is for k steps back from h_T. Does your list begin with no step at all?",
    { finish: (norms) => Float64Array.from(norms).reverse() },
  ],
];

/** The library's own functions. */
const library: Answers = {
  ...solution(),
  gradientProbe: (jacobians: readonly Tensor[], g: Float64Array) => {
    const still = jacobians.map(() => new Float64Array(g.length)); // states of 0: the slopes are 1, each J is its own W
    const start = Math.hypot(...g);
    const norms = [Math.log10(start)];
    g = g.map((x) => x / start);
    for (let t = jacobians.length; t > 0; t--) {
      g = tanhStepBack(jacobians[t - 1], still)(t, g) as Float64Array;
      const length = Math.hypot(...g);
      norms.push(norms[norms.length - 1] + Math.log10(length));
      g = g.map((x) => x / length);
    }
    return norms;
  },
  clipByNorm: (grads: Params, maxNorm: number) => {
    const [norm, copy] = [gradNorm(grads), mapped(grads, (x) => x)];
    clipGradNorm(copy, maxNorm);
    return { grads: copy, norm };
  },
};

/** J_T … J_{T−k+1} as a matrix, multiplied up from the left. */
function byProduct(jacobians: readonly Tensor[], g: Float64Array): number[] {
  const H = g.length;
  const norms = [Math.log10(Math.hypot(...g))];
  let product = Tensor.from(Array.from(g, (_, i) => Array.from(g, (_, j) => (i === j ? 1 : 0))));
  let total = 0;
  for (const J of [...jacobians].reverse()) {
    const next = product.data.map((_, k) =>
      g.reduce((all: number, _, m) => all + product.at(Math.floor(k / H), m) * J.at(m, k % H), 0),
    );
    const largest = Math.max(...next.map(Math.abs));
    total += Math.log10(largest);
    product = new Tensor(
      next.map((x) => x / largest),
      [H, H],
    );
    norms.push(total + Math.log10(Math.hypot(...transposedTimes(product, g))));
  }
  return norms;
}

const lists: Partial<Pieces> = {
  finish: (norms) => norms,
  clip: (grads, maxNorm) => {
    const norm = normOf(grads);
    const nested = Object.entries(mapped(grads, (x) => x * atMost(norm, maxNorm))).map(([name, { data }]) => [
      name,
      data,
    ]);
    return { norm, grads: Object.fromEntries(nested) };
  },
};

export const bank: Bank = {
  wrong: [...jacobian, ...probe, ...clipping].map(
    ([misconception, lookAt, replaced]): Mutant => ({ misconception, lookAt, answers: solution(replaced) }),
  ),
  right: [
    {
      form: "the product of matrices, scaled by its largest entry",
      answers: { ...solution(), gradientProbe: byProduct },
    },
    { form: "the library's own functions", answers: library },
    { form: "lists and flat arrays", answers: solution(lists) },
    { form: "natural logarithms turned into log₁₀, hypot", answers: solution({ log: (size) => Math.log(size) / Math.LN10, size: (g) => Math.sqrt(g.reduce((all, x) => all + x * x, 0)) }) }, // biome-ignore format: a row
    { form: "PyTorch's small constant", answers: solution({ clip: clipWith(normOf, (norm, maxNorm) => Math.min(1, maxNorm / (norm + 1e-6))) }) }, // biome-ignore format: a row
  ],
};
