import { map, plus, sigmoid, times } from "../checks/linear.js";
import { allSums, candidateOf, concat, type Mistake, product, sums } from "./14-pieces.js";
import { blockOf } from "./14-torch-pieces.js";

/** Mistakes in the step forward. */
export const forward: readonly Mistake[] = [
  ["z taken from the first rows, r from the second", "The rows of W and b are stacked in the order r, z, h̃.", { blocks: [1, 0] }], // biome-ignore format: a row
  ["tanh for the gates", "A gate says how much, between nothing and all: between 0 and 1.", { gate: Math.tanh }],
  [
    "x before hPrev",
    "The first H columns of W belong to the state, the other D to x.",
    allSums(({ W, b }, block, state, x) => plus(times(blockOf(W, block), concat(x, state)), b.data.subarray((block * b.size) / 3))), // biome-ignore format: a row
  ],
  ["the sign inside σ", "σ(a) comes near 1 when a is large. What is yours at a = 5?", { gate: (a) => sigmoid(-a) }],
  [
    "the bias left out",
    "Three parts make each sum: from the state, from x, and b.",
    allSums(({ W }, block, state, x) => times(blockOf(W, block), concat(state, x))),
  ],
  [
    "reset after the product",
    "That is PyTorch's GRU. In the chapter's each entry of the old state meets its own r before the matrix mixes them.",
    {
      candidate: ({ W, b }, r, hPrev, x) => {
        const [H, Wh] = [hPrev.length, blockOf(W, 2)];
        const [fromH, fromX] = [
          concat(
            hPrev,
            map(x, () => 0),
          ),
          concat(
            map(hPrev, () => 0),
            x,
          ),
        ].map((v) => times(Wh, v));
        return map(fromX, (a, j) => Math.tanh(a + r[j] * fromH[j] + b.data[2 * H + j]));
      },
    },
  ],
  [
    "r on the whole sum of the candidate",
    "r decides how much of the old state is seen. x and the bias reach the candidate in full.",
    { candidate: (params, r, hPrev, x) => map(sums(params, 2, hPrev, x), (a, j) => Math.tanh(r[j] * a)) },
  ],
  ["no reset", "What the candidate sees of the old state has gone through r.", { candidate: candidateOf((_, hPrev) => hPrev) }], // biome-ignore format: a row
  [
    "1 − r in place of r",
    "An open reset gate lets the old state through: r multiplies it as it is.",
    { candidate: candidateOf((r, hPrev) => map(hPrev, (h, j) => (1 - r[j]) * h)) },
  ],
  [
    "the update gate in place of the reset gate",
    "Which of the two gates stands inside the candidate?",
    { candidate: candidateOf((_, hPrev, z) => product(z, hPrev)) },
  ],
  ["σ for the candidate", "A candidate may be negative, a σ never is.", { candidate: candidateOf(product, sigmoid) }],
  [
    "the candidate's bias left out",
    "Three parts make the candidate's sum: from r ⊙ hPrev, from x, and the last H entries of b.",
    { candidate: ({ W }, r, hPrev, x) => map(times(blockOf(W, 2), concat(product(r, hPrev), x)), Math.tanh) },
  ],
  [
    "z turned round",
    "In the chapter's GRU z is the share that is renewed. What is left of the old state?",
    { mix: (z, hPrev, hTilde) => z * hPrev + (1 - z) * hTilde },
  ],
  [
    "the old state kept whole",
    "What is renewed replaces as much of the old state. The result lies between the two.",
    { mix: (z, hPrev, hTilde) => hPrev + z * hTilde },
  ],
  [
    "the old state left out of the mixture",
    "Two terms: what is kept of the old state, and what is renewed.",
    { mix: (z, _, hTilde) => z * hTilde },
  ],
  [
    "tanh of the new state",
    "A mixture of two numbers between −1 and 1 is between them already. The GRU has no tanh there.",
    { mix: (z, hPrev, hTilde) => Math.tanh((1 - z) * hPrev + z * hTilde) },
  ],
  [
    "r ⊙ hPrev written over hPrev",
    "hPrev is needed again, for h and by whoever called. Put the product into an array of its own.",
    {
      candidate: (params, r, hPrev, x) => {
        hPrev.set(product(r, hPrev));
        return map(sums(params, 2, hPrev, x), Math.tanh);
      },
    },
  ],
  [
    "the cache keeps r ⊙ hPrev as hPrev",
    "The way back needs the old state itself: it acts in three places, and in two of them without r.",
    { keep: (step) => ({ ...step, hPrev: product(step.r, step.hPrev) }) },
  ],
  ["the cache keeps the new state as hPrev", "hPrev is the state that came in. Has something been written over it?", { keep: (step, h) => ({ ...step, hPrev: h }) }], // biome-ignore format: a row
];
