import { Tensor } from "unrolled";
import type { Bank, Mutant } from "../checks/exercise.js";
import { map, outer, plus, sigmoid, times, transposedTimes } from "../checks/linear.js";
import { candidateOf, concat, type Mistake, product, solution } from "./14-pieces.js";
import { converting } from "./14-torch.js";
import { blockOf, converter, offDiagonal } from "./14-torch-pieces.js";

const forward: readonly Mistake[] = [
  ["z taken from the first rows, r from the second", "The rows of W and b are stacked in the order r, z, h̃.", { blocks: [1, 0] }], // biome-ignore format: a row
  ["tanh for the gates", "A gate says how much, between nothing and all: between 0 and 1.", { gate: Math.tanh }],
  [
    "x before hPrev",
    "The first H columns of W belong to the state, the other D to x.",
    { sums: ({ W, b }, block, state, x) => plus(times(blockOf(W, block), concat(x, state)), b.data.subarray((block * b.size) / 3)) }, // biome-ignore format: a row
  ],
  [
    "the gates' bias left out",
    "Three parts make each sum: from the state, from x, and b.",
    { sums: ({ W }, block, state, x) => times(blockOf(W, block), concat(state, x)) },
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
    "the cache keeps r ⊙ hPrev as hPrev",
    "The way back needs the old state itself: it acts in three places, and in two of them without r.",
    { keep: (step) => ({ ...step, hPrev: product(step.r, step.hPrev) }) },
  ],
  ["the cache keeps the new state as hPrev", "hPrev is the state that came in.", { keep: (step, h) => ({ ...step, hPrev: h }) }], // biome-ignore format: a row
];

const arriving: readonly Mistake[] = [
  [
    "1 − z in place of z on the way to the candidate",
    "h = (1 − z) ⊙ hPrev + z ⊙ h̃: what multiplies the candidate?",
    { daH: ({ dh, z, hTilde }) => dh * (1 - z) * (1 - hTilde ** 2) },
  ],
  ["tanh′ left out", "Between the sum and h̃ stands a tanh. What is its slope?", { daH: ({ dh, z }) => dh * z }],
  [
    "tanh taken again of h̃",
    "h̃ is a tanh already. Its slope in terms of h̃ needs no further tanh.",
    { daH: ({ dh, z, hTilde }) => dh * z * (1 - Math.tanh(hTilde) ** 2) },
  ],
  [
    "the sign of dz",
    "z stands twice in h, and at one of the two with a minus. Which one is it?",
    { daZ: ({ dh, hTilde, hPrev, z }) => dh * (hPrev - hTilde) * z * (1 - z) },
  ],
  [
    "dz from the candidate alone",
    "When z grows, h gains of the candidate, and what does it lose?",
    { daZ: ({ dh, hTilde, z }) => dh * hTilde * z * (1 - z) },
  ],
  [
    "σ′ left out at z",
    "What arrives at z still has to pass its σ. What is the slope of σ, in terms of σ?",
    { daZ: ({ dh, hTilde, hPrev }) => dh * (hTilde - hPrev) },
  ],
  [
    "the path through r left out",
    "r acts on h by way of the candidate. What arrives at r ⊙ hPrev goes on to both of its factors.",
    { daR: () => 0 },
  ],
  [
    "the candidate's matrix left out on the way to r",
    "Between the candidate's sum and r ⊙ hPrev stands a matrix: row j of the sum is not unit j of the state.",
    { daR: ({ dh, z, hTilde, hPrev, r }) => dh * z * (1 - hTilde ** 2) * hPrev * r * (1 - r) },
  ],
  ["hPrev left out on the way to r", "In r ⊙ hPrev, what is r multiplied by?", { daR: ({ v, r }) => v * r * (1 - r) }],
  [
    "σ′ left out at r",
    "What arrives at r still has to pass its σ. What is the slope of σ, in terms of σ?",
    { daR: ({ v, hPrev }) => v * hPrev },
  ],
  [
    "h̃ in place of hPrev on the way to r",
    "r multiplied the old state, inside the candidate's sum.",
    { daR: ({ v, hTilde, r }) => v * hTilde * r * (1 - r) },
  ],
  [
    "the candidate's matrix not transposed on the way back",
    "Forward, row j of it collects into entry j. Backward the same numbers are walked the other way.",
    { atReset: (Wh, daH) => concat(map(daH, (_, i) => daH.reduce((sum, d, j) => sum + Wh.at(i, j) * d, 0)), transposedTimes(Wh, daH).slice(daH.length)) }, // biome-ignore format: a row
  ],
];

const goingBack: readonly Mistake[] = [
  [
    "hPrev in place of r ⊙ hPrev in the candidate's dW",
    "The candidate's rows met another vector than the gates' rows.",
    { weights: (da, { x, hPrev }) => concat(...[da.r, da.z, da.h].map((d) => outer(d, concat(hPrev, x)))) },
  ],
  [
    "r ⊙ hPrev in the gates' dW",
    "The gates read the old state as it is. Only the candidate sees it reset.",
    { weights: (da, { x, hPrev, r }) => concat(...[da.r, da.z, da.h].map((d) => outer(d, concat(product(r, hPrev), x)))) }, // biome-ignore format: a row
  ],
  [
    "x before hPrev in dW",
    "The first H columns of W belong to the state, the other D to x.",
    { weights: (da, { x, hPrev, r }) => concat(outer(da.r, concat(x, hPrev)), outer(da.z, concat(x, hPrev)), outer(da.h, concat(x, product(r, hPrev)))) }, // biome-ignore format: a row
  ],
  [
    "the direct path left out of dhPrev",
    "hPrev is in h as it is, too, times a share.",
    { dhPrev: (ways, { r }, j) => ways.reset[j] * r + ways.r[j] + ways.z[j] },
  ],
  [
    "z in place of 1 − z on the direct path",
    "Which share of the old state is kept?",
    { dhPrev: (ways, { dh, z, r }, j) => dh * z + ways.reset[j] * r + ways.r[j] + ways.z[j] },
  ],
  [
    "the path through the candidate left out of dhPrev",
    "The candidate has seen r ⊙ hPrev. What arrives there goes on to hPrev as well.",
    { dhPrev: (ways, { dh, z }, j) => dh * (1 - z) + ways.r[j] + ways.z[j] },
  ],
  [
    "r left out on the path through the candidate",
    "In r ⊙ hPrev, what is hPrev multiplied by?",
    { dhPrev: (ways, { dh, z }, j) => dh * (1 - z) + ways.reset[j] + ways.r[j] + ways.z[j] },
  ],
  [
    "the paths through the gates left out of dhPrev",
    "Both gates read hPrev. What arrives at their sums goes back through their rows.",
    { dhPrev: (ways, { dh, z, r }, j) => dh * (1 - z) + ways.reset[j] * r },
  ],
  [
    "the path through the reset gate left out of dhPrev",
    "Two gates read hPrev.",
    { dhPrev: (ways, { dh, z, r }, j) => dh * (1 - z) + ways.reset[j] * r + ways.z[j] },
  ],
  ["dx from the candidate alone", "Both gates have read x as well.", { dx: ({ reset }, H) => reset.slice(H) }],
  ["dx from the gates alone", "The candidate has read x as well.", { dx: ({ r, z }, H) => plus(r, z).slice(H) }],
];

const wrong: readonly Mutant[] = [...forward, ...arriving, ...goingBack, ...converting].map(
  ([misconception, lookAt, replaced]) => ({ misconception, lookAt, answers: solution(replaced) }),
);

export const bank: Bank = {
  wrong,
  right: [
    { form: "flat arrays", answers: solution() },
    { form: "h as old state and a step towards the candidate, σ by way of tanh", answers: solution({ mix: (z, hPrev, hTilde) => hPrev + z * (hTilde - hPrev), gate: (a) => (1 + Math.tanh(a / 2)) / 2 }) }, // biome-ignore format: a row
    { form: "the gates' bias in bias_hh", answers: solution({ toTorch: converter(offDiagonal, ({ bias_ih, ...cell }, H) => ({ ...cell, bias_ih: map(bias_ih, (b, n) => (n < 2 * H ? 0 : b)), bias_hh: map(bias_ih, (b, n) => (n < 2 * H ? b : 0)) })) }) }, // biome-ignore format: a row
    { form: "tensors, tanh′ by way of cosh", answers: solution({ daH: ({ dh, z, hTilde }) => (dh * z) / Math.cosh(Math.atanh(hTilde)) ** 2, toTorch: converter(offDiagonal, (cell, H) => ({ ...cell, weight_hh: new Tensor(cell.weight_hh, [3 * H, H]) as never })) }) }, // biome-ignore format: a row
  ],
};
