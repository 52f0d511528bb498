import {
  biasFor, candidate, candidateResetAfter, type GruByHand, halfLife, logit, mixed, parameters,
} from "../checks/06-gru-by-hand.js"; // biome-ignore format: a list
import type { Answers, Bank, Mutant } from "../checks/exercise.js";
import { sigmoid } from "../checks/linear.js";
import { answers, candidateOf, type Pieces, r, stepOf } from "./06-pieces.js";

type Mistake = readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>];

const oneStep: readonly Mistake[] = [
  [
    "reset after the product",
    "In the chapter's GRU each entry of the old state meets its own reset gate before Wh mixes them.",
    { candidate: candidateResetAfter },
  ],
  ["no reset", "What the candidate sees of the old state has gone through the reset gate.", { candidate: candidateOf(() => 1) }], // biome-ignore format: a row
  [
    "1 − r in place of r",
    "An open reset gate lets the old state through: r multiplies it as it is.",
    { candidate: candidateOf((given, j) => 1 - r(given, j)) },
  ],
  [
    "the update gate in place of the reset gate",
    "Which of the two gates stands inside the candidate?",
    { candidate: candidateOf(({ az }, j) => sigmoid(az[j])) },
  ],
  [
    "the sum ar taken for the reset gate",
    "ar is the sum inside the gate. A gate lies between 0 and 1.",
    { candidate: candidateOf(({ ar }, j) => ar[j]) },
  ],
  [
    "the reset gate scales x as well",
    "Only the old state is reset. The input enters as it is.",
    { candidate: (given) => candidate({ ...given, bh: given.bh.map((b, j) => b + (r(given, j) - 1) * given.Wh[j][2] * given.x) }) }, // biome-ignore format: a row
  ],
  ["σ for the candidate", "A candidate may be negative, a σ never is.", { candidate: candidateOf(r, sigmoid) }],
  [
    "the candidate's bias left out",
    "Three parts make the sum: from the state, from x, and bh.",
    { candidate: (given) => candidate({ ...given, bh: [0, 0] }) },
  ],
  [
    "Wh read by columns",
    "Row 1 of Wh belongs to unit 1: its weights of h1, of h2 and of x.",
    { candidate: ({ Wh: [[a, b, w], [c, d, v]], ...given }) => candidate({ ...given, Wh: [[a, c, w], [b, d, v]] } as GruByHand) }, // biome-ignore format: a row
  ],
  [
    "z turned round",
    "In the chapter's GRU z is the share that is renewed. What is left of the old state?",
    { mixed: ({ hPrev, az }, j, hTilde) => sigmoid(az[j]) * hPrev[j] + (1 - sigmoid(az[j])) * hTilde },
  ],
  [
    "the old state kept whole",
    "What is renewed replaces as much of the old state. The result lies between the two.",
    { mixed: ({ hPrev, az }, j, hTilde) => hPrev[j] + sigmoid(az[j]) * hTilde },
  ],
  [
    "the old state left out of the mixture",
    "Two terms: what is kept of the old state, and what is renewed.",
    { mixed: ({ az }, j, hTilde) => sigmoid(az[j]) * hTilde },
  ],
  [
    "the sum az taken for the update gate",
    "az is the sum inside the gate. A share lies between 0 and 1.",
    { mixed: ({ hPrev, az }, j, hTilde) => (1 - az[j]) * hPrev[j] + az[j] * hTilde },
  ],
  [
    "tanh of the new state",
    "A mixture of two numbers between −1 and 1 is between them already. The GRU has no tanh there.",
    { mixed: (given, j, hTilde) => Math.tanh(mixed(given, j, hTilde)) },
  ],
];

const placeOfReset: readonly Mistake[] = [
  [
    "reset before or after: the same for every matrix",
    "Compare your candidate1 with after1. Which terms of the two sums are unlike?",
    { sameFor: "every" },
  ],
  [
    "reset before or after: the same for symmetric matrices",
    "In the sum of unit 1, u12 h2 meets r2 in one form and r1 in the other. Does it help if u21 equals u12?",
    { sameFor: "symmetric" },
  ],
  [
    "reset before or after: never the same",
    "Which entry of the matrix meets r1 in both forms? Could the others be zero?",
    { sameFor: "none" },
  ],
  [
    "the reset still before the product",
    "That is the chapter's candidate. In the other form the product comes first, and r1 scales all that it gives to unit 1.",
    { after: candidate },
  ],
  [
    "the reset of the whole sum",
    "The parentheses of that form hold the product with the state alone; x and the bias stand outside.",
    { after: ({ x, hPrev, Wh, bh, ...given }) => Wh.map(([u1, u2, w], j) => Math.tanh(r(given as GruByHand, j) * (u1 * hPrev[0] + u2 * hPrev[1] + w * x + bh[j]))) }, // biome-ignore format: a row
  ],
];

const memory: readonly Mistake[] = [
  [
    "z turned round in the unrolled form",
    "z is the share of the candidate; what is kept of the old state is the rest.",
    { unrolled: "z^3 h0 + (1-z) z^2 c1 + (1-z) z c2 + (1-z) c3" },
  ],
  [
    "the candidates do not fade",
    "c1 is part of h1, and h1 is scaled again at the next step.",
    { unrolled: "(1-z)^3 h0 + z (c1 + c2 + c3)" },
  ],
  [
    "the newest candidate faded most",
    "Which candidate has gone through the most steps since it came in?",
    { unrolled: "(1-z)^3 h0 + z c1 + z (1-z) c2 + z (1-z)^2 c3" },
  ],
  [
    "one fading too many",
    "The last candidate enters in the last step, with weight z. Nothing has faded it yet.",
    { unrolled: "(1-z)^3 h0 + z (1-z)^3 c1 + z (1-z)^2 c2 + z (1-z) c3" },
  ],
  [
    "the candidates without their weight z",
    "Every candidate enters with weight z before it fades. What do your weights add up to?",
    { unrolled: "(1-z)^3 h0 + (1-z)^2 c1 + (1-z) c2 + c3" },
  ],
  ["h0 left out", "h0 fades too, but it is still there after three steps.", { unrolled: "z (1-z)^2 c1 + z (1-z) c2 + z c3" }], // biome-ignore format: a row
  [
    "the half-life with z turned round",
    "z is the share that is renewed. Which share is kept?",
    { halfLife: (z) => Math.log(0.5) / Math.log(z) },
  ],
  [
    "the time constant 1/z taken for the half-life",
    "After that many steps about a third is left. Solve for a half.",
    { halfLife: (z) => 1 / z },
  ],
  [
    "half of it forgotten evenly, a share each step",
    "Every step multiplies by the same factor; it does not take away the same amount.",
    { halfLife: (z) => 0.5 / z },
  ],
  [
    "the half-life rounded to whole steps",
    "Between two steps the power goes on falling: give the number as the logarithms make it.",
    { halfLife: (z) => Math.ceil(halfLife(z)) },
  ],
  [
    "the sign of an LSTM's forget bias",
    "A forget gate says what is kept, this gate says what is renewed. Is σ of your bias large or small?",
    { biasFor: (t) => -biasFor(t) },
  ],
  [
    "the gate's value in place of the bias",
    "That is what the gate must be. Which b makes σ(b) that number?",
    { biasFor: (t) => 1 - 0.5 ** (1 / t) },
  ],
  [
    "one over the steps taken for z",
    "With z = 1/t about a third is left after t steps. Which share, kept t times over, makes a half?",
    { biasFor: (t) => logit(1 / t) },
  ],
];

const counts: readonly Mistake[] = [
  [
    "the LSTM's four matrices",
    "Count the gates of the GRU, and the candidate.",
    { parameters: (given, k) => (parameters(given, k) / 3) * 4 },
  ],
  [
    "the candidate's matrix left out",
    "Two gates, and the candidate has a matrix as well.",
    { parameters: (given, k) => (parameters(given, k) / 3) * 2 },
  ],
  [
    "the weights of the old state left out",
    "Each matrix meets the old state and the input, one behind the other.",
    { parameters: ({ D, H }, k) => 3 * (H * D + k * H) },
  ],
  [
    "a row for each input",
    "Each matrix makes H numbers out of H + D: how many rows and columns is that?",
    { parameters: ({ D, H }, k) => 3 * (D * (H + D) + k * H) },
  ],
  [
    "one bias vector for the whole cell",
    "Each of the three products has a bias vector of its own.",
    { parameters: (given, k) => parameters(given, 0) + k * given.H },
  ],
  [
    "one number for each bias",
    "A bias is a vector: each unit has one of its own.",
    { parameters: (given, k) => parameters(given, 0) + k * 3 },
  ],
  [
    "biases as long as what goes in",
    "A bias is added to what comes out of the product. How long is that?",
    { parameters: (given, k) => parameters(given, 0) + k * 3 * (given.H + given.D) },
  ],
  [
    "the second bias forgotten",
    "PyTorch adds one bias to the product with x and another to the product with h, in each of the three.",
    { parameters: (given, k) => parameters(given, Math.min(k, 1)) },
  ],
];

export function bank(given: GruByHand): Bank {
  const mistakes = [...oneStep, ...placeOfReset, ...memory, ...counts];
  const wrong: readonly Mutant[] = mistakes.map(([misconception, lookAt, replaced]) => ({
    misconception,
    lookAt,
    answers: answers(given, replaced),
  }));
  const exact = answers(given);
  const each = (change: (value: number) => number): Answers =>
    Object.fromEntries(
      Object.entries(exact).map(([name, value]) => [name, typeof value === "number" ? change(value) : value]),
    );
  const carriedOn = stepOf(
    given,
    candidate(given).map((value) => Number(value.toFixed(4))),
  );
  return {
    wrong,
    right: [
      { form: "full precision", answers: exact },
      { form: "four decimals, and the formula step within step", answers: { ...each((value) => Number(value.toFixed(4))), unrolled: "(1-z)((1-z)((1-z)h₀ + z c₁) + z c₂) + z c₃" } }, // biome-ignore format: a row
      { form: "cut off, capital letters, and the formula with z in front", answers: { ...each((value) => Math.trunc(value * 1e4) / 1e4), sameFor: " Diagonal", unrolled: "z(c_3 + (1-z)c_2 + (1-z)²c_1) + h_0 (1 - 3z + 3z^2 - z^3)" } }, // biome-ignore format: a row
      { form: "rounded candidates carried on", answers: { ...exact, ...carriedOn, unrolled: "c3*z + c2*z*(1-z) + c1*z(1-z)^2 + h0*(1-z)**3" } }, // biome-ignore format: a row
    ],
  };
}
