import {
  type AttentionByHand, dot, mix, scoreGradient, scores, softmax,
} from "../checks/09-attention-by-hand.js"; // biome-ignore format: a list
import type { Answers, Bank, Mutant } from "../checks/exercise.js";

type Vector = readonly number[];

/** The places where people go wrong; a mutant replaces one. */
type Pieces = {
  readonly softmax: (e: Vector) => number[];
  readonly query: (given: AttentionByHand) => Vector;
  readonly context: (alpha: Vector, given: AttentionByHand) => Vector;
  readonly both: (rows: readonly Vector[], soft: (e: Vector) => number[]) => readonly Vector[];
  readonly scaled: (e: Vector, size: number, soft: (e: Vector) => number[]) => Vector;
  readonly mixed: (scaled: Vector, given: AttentionByHand, alpha: Vector) => Vector;
  readonly root: { readonly [name in "variance" | "divisor" | "leftover"]: (wide: number) => number };
  readonly own: string;
  readonly other: string;
  readonly de: (given: AttentionByHand, alpha: Vector) => Vector;
};

const right: Pieces = {
  softmax,
  query: ({ before }) => before,
  context: (alpha, { h }) => mix(alpha, h),
  both: (rows, soft) => rows.map(soft),
  scaled: (e, size, soft) => soft(e.map((x) => x / Math.sqrt(size))),
  mixed: (scaled, { values }) => mix(scaled, values),
  root: { variance: (wide) => wide, divisor: Math.sqrt, leftover: (wide) => 1 / wide },
  own: "a (1 - a)",
  other: "-a b",
  de: scoreGradient,
};

function answers(given: AttentionByHand, replaced: Partial<Pieces> = {}): Answers {
  const p = { ...right, ...replaced };
  const { before, after, h, wide } = given;
  const e = scores(p.query(given), h);
  const alpha = p.softmax(e);
  const scaled = p.scaled(e, before.length, p.softmax);
  const both = p.both([before, after].map((s) => scores(s, h)), p.softmax); // biome-ignore format: a line
  const root = Object.fromEntries(Object.entries(p.root).map(([name, of]) => [name, of(wide)]));
  const back = { own: p.own, other: p.other, de: p.de(given, alpha) };
  return { alpha, c: p.context(alpha, given), both, scaled, mixed: p.mixed(scaled, given, alpha), ...root, ...back };
}

const sum = (v: Vector): number => v.reduce((a, b) => a + b);
const transposed = (rows: readonly Vector[]): Vector[] => rows[0].map((_, j) => rows.map((row) => row[j]));

type Row = readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>];

const lookUp: readonly Row[] = [
  [
    "s_t for s_{t−1}",
    "In Bahdanau's order the context is an input of the step. Which state is there before the step?",
    { query: ({ after }) => after },
  ],
  [
    "scores divided by their sum, without exp",
    "Scores may be negative, or add up to 0. Something has to make them positive first.",
    { softmax: (e) => e.map((x) => x / sum(e)) },
  ],
  ["exp without the division", "Weights add up to one. Do yours?", { softmax: (e) => e.map(Math.exp) }],
  [
    "each score through σ",
    "σ turns each score into a share of its own. The softmax compares them all: the weights add up to one.",
    { softmax: (e) => e.map((x) => 1 / (1 + Math.exp(-x))) },
  ],
  [
    "a hard choice in place of the mixture",
    "The state with the largest weight gets most, not all. Every state has its share in the context.",
    { context: (alpha, { h }) => h[alpha.indexOf(Math.max(...alpha))] },
  ],
  [
    "the plain average of the states",
    "The weights differ. Where do they enter the sum?",
    { context: (_, { h }) => mix([1 / 3, 1 / 3, 1 / 3], h) },
  ],
  [
    "the scores mix, not the weights",
    "What multiplies each state is what came out of the softmax.",
    { context: (_, given) => mix(scores(given.before, given.h), given.h) },
  ],
  [
    "the softmax over the wrong axis",
    "Each query has to spread its attention over the states. Add up your rows, and your columns: which give one?",
    { both: (rows, soft) => transposed(transposed(rows).map(soft)) },
  ],
  [
    "one softmax over the whole matrix",
    "The two queries do not compete. Add up one row: it should be one by itself.",
    { both: ([first, second], soft) => {
      const all = soft([...first, ...second]);
      return [all.slice(0, first.length), all.slice(first.length)];
    } }, // biome-ignore format: a row
  ],
  [
    "√d forgotten",
    "These are the weights of part 1. What does the scaled score have more?",
    { scaled: (e, _, soft) => soft(e) },
  ],
  [
    "d for √d",
    "Divide by the root. Otherwise the scores shrink as d grows, and all weights become alike.",
    { scaled: (e, size, soft) => soft(e.map((x) => x / size)) },
  ],
  [
    "the scores multiplied by √d",
    "The scores are to become smaller. Are your weights more alike than those of part 1, or less?",
    { scaled: (e, size, soft) => soft(e.map((x) => x * Math.sqrt(size))) },
  ],
  [
    "the number of states for d",
    "d counts the entries of the query, not the states that it is compared with.",
    { scaled: (e, _, soft) => soft(e.map((x) => x / Math.sqrt(e.length))) },
  ],
  [
    "the weights divided instead of the scores",
    "Do your weights still add up to one? The root belongs inside exp.",
    { scaled: (e, size, soft) => soft(e).map((a) => a / Math.sqrt(size)) },
  ],
  [
    "the weights of part 1 on the values",
    "Which weights does the task name for the values?",
    { mixed: (_, { values }, alpha) => mix(alpha, values) },
  ],
  [
    "keys for values",
    "The keys decide how much of each position is taken. What is taken stands in another matrix.",
    { mixed: (scaled, { h }) => mix(scaled, h) },
  ],
];

const root = (replaced: Partial<Pieces["root"]>): Partial<Pieces> => ({ root: { ...right.root, ...replaced } });

const scaleAndBack: readonly Row[] = [
  [
    "√d for the variance",
    "That is the standard deviation. The variances of independent terms add up.",
    root({ variance: Math.sqrt }),
  ],
  [
    "the variance grows with the square",
    "The terms are independent: their variances add up.",
    root({ variance: (wide) => wide ** 2 }),
  ],
  ["the variance does not grow", "Each term has variance 1. How many terms are there?", root({ variance: () => 1 })],
  ["d for the divisor", "Var(x / m) = Var(x) / m². Which m makes that 1?", root({ divisor: (wide) => wide })],
  [
    "a divisor of m divides the variance by m",
    "A variance is a mean of squares. Dividing each number by m does what to its square?",
    root({ leftover: () => 1 }),
  ],
  [
    "the standard deviation for the variance that is left",
    "The score's spread is what you gave. The variance is its square.",
    root({ leftover: (wide) => 1 / Math.sqrt(wide) }),
  ],
  [
    "exp is its own derivative, so the softmax is too",
    "The numerator is its own derivative. But the score stands in the denominator as well.",
    { own: "a" },
  ],
  ["the sign of a weight's own slope", "A larger score makes its own weight larger.", { own: "a (a - 1)" }],
  ["tanh's slope for the softmax's", "1 − y² belongs to tanh. Differentiate the quotient.", { own: "1 - a^2" }],
  [
    "each weight depends on its own score only",
    "Raise another score: the sum below the line grows. What becomes of this weight?",
    {
      other: "0",
      de: ({ g, h }, alpha) => h.map((hj, j) => alpha[j] * (1 - alpha[j]) * dot(g, hj)),
    },
  ],
  [
    "the wrong sign between different positions",
    "All changes together must come to 0: what one weight gains, the others lose.",
    { other: "a b" },
  ],
  [
    "the score's own weight subtracted from another's Jacobian",
    "Where j and k differ, δ is 0. What is left of a (δ − b)?",
    { other: "a (1 - b)" },
  ],
  [
    "the softmax skipped on the way back",
    "gᵀhⱼ is the gradient at the weight αⱼ. It still has to pass the softmax.",
    { de: ({ g, h }) => h.map((hj) => dot(g, hj)) },
  ],
  [
    "the mean not taken off",
    "Your three do not add up to 0. If every state were equally good, should any score move?",
    { de: ({ g, h }, alpha) => h.map((hj, j) => alpha[j] * dot(g, hj)) },
  ],
  [
    "the plain mean for the weighted one",
    "What is taken off is gᵀc, and c is mixed with the weights.",
    {
      de: ({ g, h }, alpha) => {
        const gains = h.map((hj) => dot(g, hj));
        return gains.map((gain, j) => alpha[j] * (gain - sum(gains) / gains.length));
      },
    },
  ],
];

/** Every number of an answer changed, wherever it is nested. */
const everywhere = (value: unknown, change: (value: number) => number): unknown =>
  Array.isArray(value) ? value.map((inner) => everywhere(inner, change)) : typeof value === "number" ? change(value) : value; // biome-ignore format: a line

export function bank(given: AttentionByHand): Bank {
  const exact = answers(given);
  const each = (change: (value: number) => number): Answers =>
    Object.fromEntries(Object.entries(exact).map(([name, value]) => [name, everywhere(value, change)]));
  const wrong: readonly Mutant[] = [...lookUp, ...scaleAndBack].map(([misconception, lookAt, replaced]) => ({
    misconception,
    lookAt,
    answers: answers(given, replaced),
  }));
  const rounded = each((value) => Number(value.toFixed(4)));
  const short = (answers(given).alpha as Vector).map((a) => Number(a.toFixed(3)));
  return {
    wrong,
    right: [
      { form: "full precision", answers: exact },
      { form: "four decimals, and the formulae multiplied out", answers: { ...rounded, own: "a - a²", other: "(1 - b) a - a" } }, // biome-ignore format: a row
      { form: "typed arrays, a flat matrix", answers: { ...exact, alpha: Float64Array.from(short), both: Float64Array.from((exact.both as Vector[]).flat()), own: "a(1-a)", other: "-b*a" } }, // biome-ignore format: a row
      { form: "rounded weights carried on", answers: { ...exact, alpha: short, c: mix(short, given.h), de: scoreGradient(given, short) } }, // biome-ignore format: a row
    ],
  };
}
