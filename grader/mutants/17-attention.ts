import { Tensor } from "unrolled";
import { exactAttend, exactAttendBackward, exactScores, exactScoresBackward } from "../checks/17-reference.js";
import type { Bank, Mutant } from "../checks/exercise.js";
import { type Pieces, pieces, product, softmax, solution, sumOf } from "./17-pieces.js";

type Row = readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>];
type Numbers = Float64Array;

const both = (scale: Pieces["scale"]): Partial<Pieces> => ({ scale, backScale: scale });

/** A mistake in one corner stands before those that make the same numbers there and others elsewhere. */
const scoring: readonly Row[] = [
  ["the root forgotten on the way back", "What divides the score divides its derivatives too.", { backScale: () => 1 }],
  [
    "√d left out of the scaled score",
    "Then it is the plain dot product. What grows with d, and what brings it back?",
    both(() => 1),
  ],
  ["d for √d", "The spread of a dot product grows with the root of d.", both((d) => 1 / d)],
  ["√T for √d", "d is the number of entries of s, not of positions.", both((_, T) => 1 / Math.sqrt(T))],
  ["multiplied by √d", "A sum of d terms is too large, not too small.", both(Math.sqrt)],
  [
    "query and key exchanged in W",
    "Row i of W belongs to s[i], column k to h_j[k]. In `data`, entry [i, k] lies at i * H + k.",
    { entry: ({ data, shape: [S] }, i, k) => data[k * S + i], place: (i, k, S) => k * S + i },
  ],
  [
    "tanh of each term",
    "tanh(x) + tanh(y) is not tanh(x + y). Add the three terms first.",
    { hidden: (fromS, fromH, b) => b.map((x, k) => Math.tanh(x) + Math.tanh(fromS[k]) + Math.tanh(fromH[k])) },
  ],
  [
    "the bias left out",
    "Three terms make the sum inside tanh.",
    { hidden: (fromS, fromH) => fromS.map((x, k) => Math.tanh(x + fromH[k])) },
  ],
  [
    "the bias added after tanh",
    "The bias belongs to the sum inside.",
    { hidden: (fromS, fromH, b) => b.map((x, k) => Math.tanh(fromS[k] + fromH[k]) + x) },
  ],
  [
    "tanh left out",
    "Without tanh the score is a sum of a part from s and a part from h_j: s no longer decides between the states.",
    { hidden: (fromS, fromH, b) => b.map((x, k) => x + fromS[k] + fromH[k]) },
  ],
  ["v left out", "The A numbers after tanh do not count alike: each has a weight.", { readOut: (_, u) => sumOf(u) }],
  [
    "the state alone scored, without the query",
    "Where does s enter the sum? Without it, every step of the decoder looks at the same place.",
    { hidden: (_, fromH, b) => b.map((x, k) => Math.tanh(x + fromH[k])) },
  ],
];

const plain = (e: Numbers): Numbers => softmax(e, [...e].map(() => true)); // biome-ignore format: a line
const careless = (e: Numbers, mask: readonly boolean[], shift = 0): Numbers => {
  const powers = e.map((x, j) => (mask[j] ? Math.exp(x - shift) : 0));
  const all = sumOf(powers);
  return all === 0 ? powers : powers.map((power) => power / all);
};

const looking: readonly Row[] = [
  [
    "a very negative score where nothing is left",
    "When all scores are −1e9 alike, the weights are alike too: not 0. The empty case needs a line of its own.",
    { weights: (e, mask) => plain(e.map((x, j) => (mask[j] ? x : -1e9))) },
  ],
  [
    "the largest score looked for in the padding too",
    "A loud padding makes all real powers 0. Only real positions may set the shift.",
    { weights: (e, mask) => careless(e, mask, Math.max(...e)) },
  ],
  ["the mask forgotten", "How much weight do your padded positions get?", { weights: plain }],
  [
    "the mask after the softmax",
    "The padding has had its share by then, and the rest no longer adds up to 1.",
    { weights: (e, mask) => plain(e).map((a, j) => (mask[j] ? a : 0)) },
  ],
  [
    "the score of padding set to 0",
    "exp(0) is 1, a good weight. Which score has the weight 0?",
    { weights: (e, mask) => plain(e.map((x, j) => (mask[j] ? x : 0))) },
  ],
  [
    "the mask turned round",
    "`true` says that the position is real.",
    {
      weights: (e, mask) =>
        softmax(
          e,
          mask.map((real) => !real),
        ),
    },
  ],
  [
    "0/0 where all is padding",
    "The sum below the line is 0. Decide what the weights are then.",
    { weights: (e, mask) => (mask.includes(true) ? softmax(e, mask) : e.map(() => Number.NaN)) },
  ],
  [
    "exp without a care",
    "exp(1000) is infinite, and exp(−1000) is 0. Subtract the same number from all scores first.",
    { weights: careless },
  ],
  [
    "scores divided by their sum, without exp",
    "Scores may be negative. exp makes them positive first.",
    { weights: (e, mask) => e.map((x, j) => (mask[j] ? x / sumOf(e.filter((_, i) => mask[i])) : 0)) },
  ],
  [
    "each score through σ",
    "The softmax compares the scores with each other: the weights add up to 1.",
    { weights: (e, mask) => e.map((x, j) => (mask[j] ? 1 / (1 + Math.exp(-x)) : 0)) },
  ],
  [
    "the context divided by the number of states",
    "The weights are shares already. Nothing is left to divide by.",
    { context: (alpha, h, e) => pieces.context(alpha, h, e).map((x) => x / h.length) },
  ],
  [
    "the states mixed by their scores",
    "What multiplies the states is what came out of the softmax.",
    { context: (_, h, e) => pieces.context(e, h, e) },
  ],
];

const back: readonly Row[] = [
  [
    "the softmax skipped on the way back",
    "dcᵀhⱼ is the gradient at a weight. It has to pass the softmax.",
    { de: (_, gain) => gain },
  ],
  [
    "each weight depends on its own score only",
    "Raise another score: the sum below the line grows. Does your de add up to 0?",
    { de: (alpha, gain) => alpha.map((a, j) => a * (1 - a) * gain[j]) },
  ],
  [
    "the mean not taken off",
    "de must add up to 0. If all gains were equal, should any score move?",
    { de: (alpha, gain) => alpha.map((a, j) => a * gain[j]) },
  ],
  [
    "the plain mean for the weighted one",
    "The Jacobian's −αⱼ αₖ takes off a mean in which each gain counts by its weight.",
    { de: (alpha, gain) => alpha.map((a, j) => a * (gain[j] - sumOf(gain) / gain.length)) },
  ],
  [
    "the sign of de",
    "A state that is better than the mixture should get a larger score, if dc says so.",
    { de: (alpha, gain) => alpha.map((a, j) => a * (product(alpha, gain) - gain[j])) },
  ],
  [
    "the path as a value forgotten",
    "Each state is mixed into c itself. What does that send back to it?",
    { dValue: (_, dc) => dc.map(() => 0) },
  ],
  ["dc handed on whole", "c holds only a share of each state.", { dValue: (_, dc) => dc.slice() }],
  [
    "de for α in dh",
    "As a value, a state is multiplied by its weight. de belongs to the other way, as a key.",
    { dValue: (_, dc, dej) => dc.map((x) => dej * x) },
  ],
  [
    "overwriting instead of adding",
    "s and the weights take part in every position's score: their gradients are sums over positions.",
    {
      add: (sum, at, by) => {
        sum[at] = by;
      },
    },
  ],
  [
    "W's gradient transposed",
    "Entry [i, k] of W met s[i] and h_j[k]. In `data` it lies at i * H + k.",
    { place: (i, k, S) => k * S + i },
  ],
  [
    "tanh′ left out on the way back",
    "The score came through tanh. What is its slope, given u?",
    { da: (dej, v) => v.map((x) => dej * x) },
  ],
  [
    "tanh′ of u instead of the sum",
    "u is the result of tanh already.",
    { da: (dej, v, u) => v.map((x, k) => dej * x * (1 - Math.tanh(u[k]) ** 2)) },
  ],
  [
    "v left out on the way back",
    "Each of the A numbers was multiplied by its own entry of v.",
    { da: (dej, _, u) => u.map((x) => dej * (1 - x * x)) },
  ],
  [
    "tanh′ in the gradient of v",
    "v stands after tanh: it met u itself.",
    { dv: (dej, u) => u.map((x) => dej * (1 - x * x)) },
  ],
  [
    "the bias without a gradient",
    "b was added for every position. What arrives at the sum belongs to it too.",
    { finish: ({ b, ...others }) => ({ ...others, b: Tensor.zeros(b.shape) }) },
  ],
];

const flat = (grads: { readonly [name: string]: Tensor }): unknown =>
  Object.fromEntries(Object.entries(grads).map(([name, { data }]) => [name, data]));

/** Masked scores as −∞, and the weights divided once more: nothing is lost as long as the shift is a real score. */
const infinite: Pieces["weights"] = (e, mask) => {
  if (!mask.includes(true)) return e.map(() => 0);
  const scores = e.map((x, j) => (mask[j] ? x : Number.NEGATIVE_INFINITY));
  const weights = careless(scores, mask, Math.max(...scores));
  return weights.map((a) => a / sumOf(weights));
};

export const bank: Bank = {
  wrong: [...scoring, ...looking, ...back].map(
    ([misconception, lookAt, replaced]): Mutant => ({ misconception, lookAt, answers: solution(replaced) }),
  ),
  right: [
    { form: "loops over positions", answers: solution() },
    { form: "flat gradients, −∞ for padding", answers: solution({ finish: flat, weights: infinite }) },
    {
      form: "the formulae in vectors",
      answers: {
        scores: exactScores,
        attend: exactAttend,
        attendBackward: exactAttendBackward,
        scoresBackward: exactScoresBackward,
      },
    },
    {
      form: "another shift, and de with the whole Jacobian",
      answers: solution({
        weights: (e, mask) =>
          softmax(
            e.map((x) => x + 3),
            mask,
          ),
        de: (alpha, gain) => alpha.map((a, j) => sumOf(gain.map((g, k) => g * alpha[k] * ((j === k ? 1 : 0) - a)))),
      }),
    },
  ],
};
