import type { Tensor } from "unrolled";
import { map, outer, plus, transposedTimes } from "../checks/linear.js";
import { concat, type Mistake, product } from "./14-pieces.js";

/** The columns of the state walked by rows, those of x as they should be. */
const notTransposed = (W: Tensor, da: Float64Array): Float64Array =>
  concat(
    map(da, (_, i) => da.reduce((sum, d, j) => sum + W.at(i, j) * d, 0)),
    transposedTimes(W, da).slice(da.length),
  );

/** Mistakes on the way to the three sums. */
export const arriving: readonly Mistake[] = [
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
    "r once too often on the way to r",
    "v arrives at the product r ⊙ hPrev. What goes on to one factor is v times the other.",
    { daR: ({ v, hPrev, r }) => v * r * hPrev * r * (1 - r) },
  ],
];

/** Mistakes on the way from the sums to W, b, hPrev and x. */
export const goingBack: readonly Mistake[] = [
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
    "grads.b left at zero",
    "The bias is added to each sum: what arrives at a sum is its gradient. Is it written anywhere?",
    { bias: (da) => map(concat(da.r, da.z, da.h), () => 0) },
  ],
  [
    "the gradients stacked in the order z, r, h̃",
    "The rows of grads belong to the same gates as those of W and b: r, z, h̃.",
    {
      bias: (da) => concat(da.z, da.r, da.h),
      weights: (da, { x, hPrev, r }) => concat(outer(da.z, concat(hPrev, x)), outer(da.r, concat(hPrev, x)), outer(da.h, concat(product(r, hPrev), x))), // biome-ignore format: a row
    },
  ],
  [
    "the matrices not transposed on the way back",
    "Forward, row j collects into sum j. Backward the same numbers are walked the other way.",
    { atReset: notTransposed, throughGate: notTransposed },
  ],
  [
    "the gates' matrices not transposed on the way back",
    "Forward, row j collects into sum j. Backward the same numbers are walked the other way.",
    { throughGate: notTransposed },
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
  [
    "the path through the update gate left out of dhPrev",
    "Two gates read hPrev.",
    { dhPrev: (ways, { dh, z, r }, j) => dh * (1 - z) + ways.reset[j] * r + ways.r[j] },
  ],
  [
    "dx written over, not added up",
    "Every one of the 3H rows has read x. Is its share added to what is there already?",
    { dx: (_, H, W, { h }) => Float64Array.from({ length: W.shape[1] - H }, (_, k) => h[H - 1] * W.at(3 * H - 1, H + k)) }, // biome-ignore format: a row
  ],
  [
    "dx by way of the state's columns",
    "The first H columns of W belong to the state. Where do those of x begin?",
    { dx: ({ r, z, reset }, H) => plus(r, z, reset).slice(0, -H) },
  ],
  [
    "dx without the reset gate",
    "The candidate and both gates have read x.",
    { dx: ({ z, reset }, H) => plus(z, reset).slice(H) },
  ],
  [
    "dx without the update gate",
    "The candidate and both gates have read x.",
    { dx: ({ r, reset }, H) => plus(r, reset).slice(H) },
  ],
  ["dx from the candidate alone", "Both gates have read x as well.", { dx: ({ reset }, H) => reset.slice(H) }],
  ["dx from the gates alone", "The candidate has read x as well.", { dx: ({ r, z }, H) => plus(r, z).slice(H) }],
];
