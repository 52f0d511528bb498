import { type LstmParams, Tensor } from "unrolled";
import type { Bank, Mutant } from "../checks/exercise.js";
import { map, outer, sigmoid, times, transposedTimes } from "../checks/linear.js";
import { throughTime } from "./13-bptt.js";
import { concat, das, type Mistake, type Pieces, solution, type Unit } from "./13-pieces.js";

const ORDER = "The rows of W and b are stacked in the order f, i, g, o.";

const forward: readonly Mistake[] = [
  ["the rows taken in PyTorch's order", `${ORDER} PyTorch stacks i, f, g, o.`, { blocks: [1, 0, 2, 3] }],
  ["the output gate's rows taken before the candidate's", ORDER, { blocks: [0, 1, 3, 2] }],
  ["the sign inside σ", "σ(a) comes near 1 when a is large. What is yours at a = 5?", { gate: (a) => sigmoid(-a) }],
  [
    "x written before hPrev",
    "The first H columns of W belong to hPrev, the other D to x.",
    { input: (x, hPrev) => concat(x, hPrev) },
  ],
  ["the bias left out", "Three parts make each sum: from hPrev, from x, and b.", { sums: ({ W }, input) => times(W, input) }], // biome-ignore format: a row
  [
    "hPrev is not read",
    "Without hPrev the gates see the input alone. Which columns of W belong to it?",
    {
      input: (x, hPrev) =>
        concat(
          map(hPrev, () => 0),
          x,
        ),
    },
  ],
  ["σ for the candidate", "A candidate may be negative, a σ never is.", { candidate: sigmoid }],
  ["tanh for the gates", "A gate says how much, between nothing and all: between 0 and 1.", { gate: Math.tanh }],
  [
    "forget gate and input gate exchanged",
    "Which of the two gates meets the old cell state?",
    { cell: (f, i, g, cPrev) => i * cPrev + f * g },
  ],
  [
    "1 − f in place of the input gate",
    "That is the GRU's economy. The LSTM has an input gate of its own.",
    { cell: (f, _, g, cPrev) => f * cPrev + (1 - f) * g },
  ],
  [
    "the input gate left out",
    "The candidate is written only as far as the input gate lets it.",
    { cell: (f, _, g, cPrev) => f * cPrev + g },
  ],
  ["the old cell state kept whole", "What does the forget gate multiply?", { cell: (_, i, g, cPrev) => cPrev + i * g }],
  [
    "tanh left out of the output",
    "The cell state may be large; what is shown of it is squashed first.",
    { hidden: (o, c) => o * c },
  ],
  [
    "tanh of the product o c",
    "The output gate is applied after tanh, not inside it.",
    { hidden: (o, c) => Math.tanh(o * c) },
  ],
  [
    "the cache holds the new states as the old ones",
    "The way back needs both: the states that came in, and those that went out.",
    { keep: ({ c, h, ...step }) => ({ ...step, c, h, hPrev: h, cPrev: c }) },
  ],
];

/** The rows of one gate replaced. */
const rows = (k: number, replacement: (unit: Unit) => number): Pieces["das"] =>
  das.map((right, gate) => (gate === k ? replacement : right));

const oneStepBack: readonly Mistake[] = [
  [
    "the path from h through o to c left out",
    "c acts twice: on the next cell state, and on h. The second way passes the output gate and a tanh.",
    { delta: ({ dc }) => dc },
  ],
  [
    "the gradient that arrives at c left out",
    "dc comes from the step after. It joins what comes from h.",
    { delta: ({ dh, o, c }) => dh * o * (1 - Math.tanh(c) ** 2) },
  ],
  [
    "the output gate left out on the way to c",
    "h = o ⊙ tanh(c): what multiplies tanh(c)?",
    { delta: ({ dc, dh, c }) => dc + dh * (1 - Math.tanh(c) ** 2) },
  ],
  [
    "1 − c² in place of 1 − tanh²(c)",
    "c is the sum before tanh, not a tanh itself.",
    { delta: ({ dc, dh, o, c }) => dc + dh * o * (1 - c ** 2) },
  ],
  [
    "tanh′ left out on the way to c",
    "Between c and h stands a tanh. What is its slope?",
    { delta: ({ dc, dh, o }) => dc + dh * o },
  ],
  [
    "dc scaled by the output gate as well",
    "dc arrives at c directly, behind the output gate. Only dh has to pass it.",
    { delta: ({ dc, dh, o, c }) => (dc + dh) * o * (1 - Math.tanh(c) ** 2) },
  ],
  ["dcPrev without the forget gate", "c = f ⊙ cPrev + …: what multiplies cPrev?", { dcPrev: ({ delta }) => delta }],
  [
    "dcPrev through the input gate",
    "Which of the two gates meets the old cell state?",
    { dcPrev: ({ delta, i }) => delta * i },
  ],
  [
    "∂c/∂i with i in place of g",
    "c = f ⊙ cPrev + i ⊙ g. In the derivative by i stands what i is multiplied by.",
    { das: rows(1, ({ delta, i }) => delta * i * i * (1 - i)) },
  ],
  [
    "∂c/∂f with c in place of cPrev",
    "The forget gate multiplied the cell state that came into the step.",
    { das: rows(0, ({ delta, c, f }) => delta * c * f * (1 - f)) },
  ],
  ["∂c/∂g without i", "g was multiplied by the input gate.", { das: rows(2, ({ delta, g }) => delta * (1 - g ** 2)) }],
  [
    "tanh taken again of g",
    "g is a tanh already. Its slope in terms of g needs no further tanh.",
    { das: rows(2, ({ delta, i, g }) => delta * i * (1 - Math.tanh(g) ** 2)) },
  ],
  [
    "the candidate's slope as a gate's",
    "g is a tanh, the three gates are σ. Each has a slope of its own.",
    { das: rows(2, ({ delta, i, g }) => delta * i * g * (1 - g)) },
  ],
  [
    "σ′ left out",
    "What arrives at a gate still has to pass its σ. What is the slope of σ, in terms of σ?",
    { das: [({ delta, cPrev }) => delta * cPrev, ({ delta, g }) => delta * g, das[2], ({ dh, c }) => dh * Math.tanh(c)] }, // biome-ignore format: a row
  ],
  [
    "tanh′ for the gates",
    "1 − σ² is not the slope of σ. Which expression in σ is?",
    { das: [({ delta, cPrev, f }) => delta * cPrev * (1 - f ** 2), ({ delta, g, i }) => delta * g * (1 - i ** 2), das[2], ({ dh, c, o }) => dh * Math.tanh(c) * (1 - o ** 2)] }, // biome-ignore format: a row
  ],
  [
    "c in place of tanh(c) at the output gate",
    "h = o ⊙ tanh(c): what was o multiplied by?",
    { das: rows(3, ({ dh, c, o }) => dh * c * o * (1 - o)) },
  ],
  [
    "what arrives at c taken for what arrives at o",
    "The output gate takes no part in c. What arrives at it comes from h alone.",
    { das: rows(3, ({ delta, c, o }) => delta * Math.tanh(c) * o * (1 - o)) },
  ],
  [
    "the gradients in PyTorch's order",
    `${ORDER} PyTorch stacks i, f, g, o.`,
    { das: [das[1], das[0], das[2], das[3]] },
  ],
  [
    "h in place of hPrev in dW",
    "W was multiplied by the state that came into the step. Which one is that?",
    { weights: (da, { h, x }) => outer(da, concat(h, x)) },
  ],
  [
    "x before hPrev in dW",
    "The first H columns of W belong to hPrev, the other D to x.",
    { weights: (da, { hPrev, x }) => outer(da, concat(x, hPrev)) },
  ],
  [
    "dW transposed",
    "Entry [r, k] of dW is what arrives at row r, times entry k of [hPrev; x]; it lies at data[r * (H + D) + k].",
    { weights: (da, { hPrev, x }) => outer(concat(hPrev, x), da) },
  ],
  [
    "dhPrev and dx read in the other order",
    "The first H columns of W belong to hPrev, the other D to x.",
    { split: (dInput, H) => ({ dx: dInput.slice(0, dInput.length - H), dhPrev: dInput.slice(dInput.length - H) }) },
  ],
  [
    "the matrix not transposed on the way back",
    "Forward, row r collects into sum r. Backward the same numbers are walked the other way.",
    { inputs: ({ W }, da) => {
      const H = da.length / 4;
      const right = transposedTimes(W, da);
      return right.map((dx, k) => (k < H ? da.reduce((sum, d, r) => sum + d * W.at(r - (r % H) + k, r % H), 0) : dx));
    } }, // biome-ignore format: a row
  ],
  [
    "dhPrev and dx written over, not added up",
    "Every one of the 4H rows has read [hPrev; x]. Is its share added to what is there already?",
    { inputs: ({ W }, da) => W.row(da.length - 1).map((w) => w * da[da.length - 1]) as Float64Array },
  ],
  [
    "only the candidate sends something back to hPrev and x",
    "Four sums have read [hPrev; x]. Each sends its share back.",
    { inputs: ({ W }, da) => Float64Array.from({ length: W.shape[1] }, (_, k) => da.reduce((sum, d, r) => sum + (Math.floor((4 * r) / da.length) === 2 ? d * W.at(r, k) : 0), 0)) }, // biome-ignore format: a row
  ],
];

const wrong: readonly Mutant[] = [...forward, ...oneStepBack, ...throughTime].map(
  ([misconception, lookAt, replaced]) => ({ misconception, lookAt, answers: solution(replaced) }),
);

/** Row by row, with `at`. */
const rowByRow = ({ W, b }: LstmParams, input: Float64Array): Float64Array =>
  Float64Array.from({ length: b.size }, (_, r) => input.reduce((sum, value, k) => sum + W.at(r, k) * value, b.at(r)));

export const bank: Bank = {
  wrong,
  right: [
    { form: "flat gradients", answers: solution() },
    { form: "row by row, and the gradients of a run as tensors", answers: solution({ sums: rowByRow, finish: (grads, { dh, dc }) => ({ grads: { W: new Tensor(grads.W, [grads.b.length, grads.W.length / grads.b.length]), b: new Tensor(grads.b, [grads.b.length]) }, dh0: dh, dc0: dc }) }) }, // biome-ignore format: a row
    { form: "σ by way of tanh, and slopes by way of cosh", answers: solution({ gate: (a) => (1 + Math.tanh(a / 2)) / 2, delta: ({ dc, dh, o, c }) => dc + (dh * o) / Math.cosh(c) ** 2, das: rows(2, ({ delta, i, g }) => delta * i * (1 - g) * (1 + g)) }) }, // biome-ignore format: a row
    { form: "the states of a run as lists", answers: solution({ finish: (grads, { dh, dc }) => ({ grads, dh0: [...dh], dc0: [...dc] }) }) }, // biome-ignore format: a row
  ],
};
