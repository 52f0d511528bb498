import type { Rng } from "unrolled";
import type { Check, Given } from "./exercise.js";
import { gradeNumber, type NumberAnswer } from "./written/number.js";
import { gradeFormula } from "./written/symbolic.js";
import { gradeVector, type VectorAnswer } from "./written/vector.js";

type Matrix = readonly (readonly number[])[];

/** The decoder's states before and after step t, encoder states, values of their own, ∂L/∂c, and a large size. */
export type AttentionByHand = Given & {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly h: Matrix;
  readonly values: Matrix;
  readonly g: readonly number[];
  readonly wide: number;
};

export const canonical: AttentionByHand = {
  before: [1, 2],
  after: [2, -1],
  h: [[1, 0], [0, 1], [1, 1]], // biome-ignore format: a matrix
  values: [[2, -1], [0, 3], [1, 1]], // biome-ignore format: a matrix
  g: [0.5, -1],
  wide: 64,
};

export function draw(rng: Rng): AttentionByHand {
  return {
    before: rng.choice([[1, 2], [2, 1], [1, 1.5], [1.5, 1]]), // biome-ignore format: vectors
    after: rng.choice([[2, -1], [-1, 2], [1.5, -0.5], [-0.5, 1.5]]), // biome-ignore format: vectors
    h: rng.shuffle([[1, 0], [0, 1], rng.choice([[1, 1], [1, 0.5], [0.5, 1]])]), // biome-ignore format: a matrix
    values: rng.shuffle([[2, -1], [0, 3], rng.choice([[1, 2], [-1, 1], [3, 1]])]), // biome-ignore format: a matrix
    g: rng.choice([[0.5, -1], [-1, 0.5], [2, -0.5], [-1.5, 1]]), // biome-ignore format: vectors
    wide: rng.choice([16, 36, 64, 100, 144]),
  };
}

export const dot = (u: readonly number[], v: readonly number[]): number => u.reduce((sum, x, i) => sum + x * v[i], 0);

export function softmax(e: readonly number[]): number[] {
  const powers = e.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** Σⱼ αⱼ · row j. */
export const mix = (alpha: ArrayLike<number>, rows: Matrix): number[] =>
  rows[0].map((_, k) => rows.reduce((sum, row, j) => sum + alpha[j] * row[k], 0));

export const scores = (s: readonly number[], h: Matrix): number[] => h.map((hj) => dot(s, hj));

/** ∂L/∂eⱼ = αⱼ (gᵀhⱼ − gᵀc). */
export function scoreGradient({ g, h }: AttentionByHand, alpha: ArrayLike<number>): number[] {
  const expected = dot(g, mix(alpha, h));
  return h.map((hj, j) => alpha[j] * (dot(g, hj) - expected));
}

const decimals = { decimals: 3 } as const;

/** A check of one vector, whatever it is made from. */
function vectorCheck(title: string, lookAt: string, asked: Parameters<typeof gradeVector>[0]): Check {
  return { id: asked.name, title, points: 1, lookAt, run: () => gradeVector(asked) };
}

const vector = (name: string, symbols: string, exact: readonly number[], what: string): VectorAnswer => ({
  name,
  symbols,
  shape: [exact.length],
  exact,
  precision: decimals,
  what,
});

const COUNTED = "[T_src]";

function lookUps(given: AttentionByHand): readonly Check[] {
  const { before, after, h, values } = given;
  const alpha = softmax(scores(before, h));
  const scaled = softmax(scores(before, h).map((e) => e / Math.sqrt(before.length)));
  const both = [before, after].flatMap((s) => softmax(scores(s, h)));
  return [
    vectorCheck(
      "the weights of one look-up",
      "Which state asks? Take its dot product with each row of h, then exp of each, then divide by their sum.",
      vector("alpha", COUNTED, alpha, "this look-up's weights"),
    ),
    vectorCheck("the context", "Each state times its own weight, then add them up, entry by entry.", {
      ...vector("c", "[H]", mix(alpha, h), "this look-up's context"),
      carried: { from: "alpha", size: h.length, follow: (own) => mix(own, h) },
    }),
    vectorCheck("two queries at once", "Each query looks at all three states: whose weights have to add up to one?", {
      ...vector("both", "[2, T_src]", both, "the two queries' weights"),
      shape: [2, h.length],
    }),
    vectorCheck(
      "scaled dot-product attention",
      "d is the number of entries of the two vectors in the dot product. What is divided, and before what?",
      vector("scaled", COUNTED, scaled, "the weights of scaled dot-product attention"),
    ),
    vectorCheck("a mixture of values", "The keys have done their work in the scores. What is it that is mixed now?", {
      ...vector("mixed", "[2]", mix(scaled, values), "what the weights make of the values"),
      carried: { from: "scaled", size: h.length, follow: (own) => mix(own, values) },
    }),
  ];
}

function root({ wide }: AttentionByHand): Check {
  const numbers: readonly NumberAnswer[] = [
    { name: "variance", exact: wide, precision: decimals, what: "the variance of qᵀk" },
    { name: "divisor", exact: Math.sqrt(wide), precision: decimals, what: "the number that brings the variance to 1" },
    { name: "leftover", exact: 1 / wide, precision: { decimals: 4 }, what: "the variance that is left" },
  ];
  return {
    id: "root",
    title: "the variance of a dot product",
    points: 1,
    lookAt: "Variances of independent terms add up. And the variance of a number divided by m is not m times smaller.",
    *run() {
      for (const asked of numbers) yield* gradeNumber(asked);
      return undefined;
    },
  };
}

const jacobian: Check = {
  id: "jacobian",
  title: "the softmax Jacobian",
  points: 1,
  lookAt: "αⱼ is a quotient. Its numerator knows its own score only, its denominator knows them all.",
  *run(rng) {
    const domain = { a: [0.05, 0.45], b: [0.05, 0.45] } as const;
    yield* gradeFormula(rng, { name: "own", exact: ({ a }) => a * (1 - a), domain: { a: domain.a }, what: "∂αⱼ/∂eⱼ" });
    return yield* gradeFormula(rng, { name: "other", exact: ({ a, b }) => -a * b, domain, what: "∂αⱼ/∂eₖ" });
  },
};

export function checks(given: AttentionByHand): readonly Check[] {
  const alpha = softmax(scores(given.before, given.h));
  return [
    ...lookUps(given),
    root(given),
    jacobian,
    vectorCheck(
      "the gradient at the scores",
      "First what g says of each state: gᵀhⱼ. Then the Jacobian: each weight gains only what the others lose. The three add up to 0.",
      {
        ...vector("de", COUNTED, scoreGradient(given, alpha), "∂L/∂e"),
        carried: { from: "alpha", size: given.h.length, follow: (own) => scoreGradient(given, own) },
      },
    ),
  ];
}
