import type { Rng } from "unrolled";
import type { Asking } from "./conversation.js";
import type { Check, Given } from "./exercise.js";
import { sigmoid } from "./linear.js";
import { type Carried, gradeNumber } from "./written/number.js";
import { gradeFormula } from "./written/symbolic.js";

/** An LSTM of one unit: each of f, i, g, o has [w of x, u of hPrev, b]. */
export type LstmByHand = Given & {
  readonly x: number;
  readonly hPrev: number;
  readonly cPrev: number;
  readonly wf: readonly number[];
  readonly wi: readonly number[];
  readonly wg: readonly number[];
  readonly wo: readonly number[];
  /** A forget gate's bias, and how many steps a half-life should have. */
  readonly bias: number;
  readonly steps: number;
};

export const canonical: LstmByHand = {
  x: 1,
  hPrev: -0.5,
  cPrev: 2,
  wf: [0.5, -1, 1],
  wi: [1, 0.5, -0.5],
  wg: [-1, 1.5, 0.25],
  wo: [0.75, -0.5, 0],
  bias: 1.5,
  steps: 60,
};

export function draw(rng: Rng): LstmByHand {
  const given = drawAny(rng);
  return tellsMistakesApart(given) ? given : draw(rng);
}

function drawAny(rng: Rng): LstmByHand {
  const weights = (): number[] =>
    rng.shuffle([rng.choice([0.5, 0.75]), rng.choice([-1, -1.25]), rng.choice([0.25, 1.5])]);
  return {
    x: rng.choice([0.8, 1.2, -0.8]),
    hPrev: rng.choice([-0.5, 0.4, 0.6]),
    cPrev: rng.choice([1.5, 2, -1.5]),
    wf: weights(),
    wi: weights(),
    wg: weights(),
    wo: weights(),
    bias: rng.choice([0.5, 1.5, 2.5]),
    steps: rng.choice([50, 150, 200]),
  };
}

/** The sum inside a gate. */
export const inside = ({ x, hPrev }: LstmByHand, [w, u, b]: readonly number[]): number => w * x + u * hPrev + b;

export type Step = { readonly f: number; readonly i: number; readonly g: number; readonly o: number; readonly c: number; readonly h: number }; // biome-ignore format: a type

export function step(given: LstmByHand): Step {
  const [f, i, o] = [given.wf, given.wi, given.wo].map((gate) => sigmoid(inside(given, gate)));
  const g = Math.tanh(inside(given, given.wg));
  const c = f * given.cPrev + i * g;
  return { f, i, g, o, c, h: o * Math.tanh(c) };
}

/** Whether a gate's sum, the cell state and the hidden state come out different by each way that people go wrong. */
function tellsMistakesApart(given: LstmByHand): boolean {
  const { x, hPrev, cPrev, wf: [w, u, b] } = given; // biome-ignore format: a line
  const { f, i, g, o, c, h } = step(given);
  const kept = f * cPrev;
  return [
    [inside(given, given.wf), w * x + u * hPrev, w * hPrev + u * x + b, w * x + u * cPrev + b],
    [c, kept, kept + g, kept + i + g, kept + (1 - f) * g, i * cPrev + f * g],
    [h, o * c, Math.tanh(o * c)],
  ].every(areApart);
}

const areApart = (values: readonly number[]): boolean =>
  values.every((value, k) => values.slice(k + 1).every((other) => Math.abs(value - other) > 2e-3));

/** After how many steps σ(b)ᵗ has fallen to a half. */
export const halfLife = (b: number): number => Math.log(0.5) / Math.log(sigmoid(b));

/** The bias whose half-life is t. */
export function biasFor(t: number): number {
  const f = 0.5 ** (1 / t);
  return Math.log(f / (1 - f));
}

type Values = { readonly [variable: string]: number };

/** dcₜ/dcₜ₋₁ by every path: the direct one, and those through hₜ₋₁ into f, i and g. */
function totalDerivative({ f, i, g, c, o, uf, ui, ug }: Values): number {
  const throughGates = c * f * (1 - f) * uf + g * i * (1 - i) * ui + i * (1 - g ** 2) * ug;
  return f + throughGates * o * (1 - Math.tanh(c) ** 2);
}

const precision = { decimals: 4 } as const;

function* gradeGates(exact: Step): Asking<undefined> {
  for (const name of ["f", "i", "g", "o"] as const) {
    yield* gradeNumber({ name, exact: exact[name], precision, what: `this step's ${name}` });
  }
  return undefined;
}

function stateCheck(name: "c" | "h", exact: Step, carried: Carried, lookAt: string): Check {
  const what = name === "c" ? "the new cell state" : "the new hidden state";
  return {
    id: name,
    title: what,
    points: 1,
    lookAt,
    run: () => gradeNumber({ name, exact: exact[name], precision, carried, what }),
  };
}

export function checks(given: LstmByHand): readonly Check[] {
  const exact = step(given);
  const cell = { from: ["f", "i", "g"], follow: (f: number, i: number, g: number) => f * given.cPrev + i * g };
  const hidden = { from: ["o", "c"], follow: (o: number, c: number) => o * Math.tanh(c) };
  return [
    {
      id: "gates",
      title: "the three gates and the candidate",
      points: 1,
      lookAt: "Write out the sum inside each: w x + u hPrev + b. Then σ for gates, tanh for the candidate.",
      run: () => gradeGates(exact),
    },
    stateCheck("c", exact, cell, "Two terms: what is kept of the old cell state, and what is written."),
    stateCheck("h", exact, hidden, "The output gate decides how much of the squashed cell state is shown."),
    {
      id: "halfLife",
      title: "the half-life of a forget bias",
      points: 1,
      lookAt: "How much does one step keep? After how many steps is the product of that factor with itself a half?",
      run: () =>
        gradeNumber({
          name: "halfLife",
          exact: halfLife(given.bias),
          precision: { decimals: 2 },
          what: "the half-life",
        }),
    },
    {
      id: "biasFor",
      title: "the bias for a given half-life",
      points: 1,
      lookAt: "First find the factor that halves in so many steps; then ask which b gives σ(b) that value.",
      run: () =>
        gradeNumber({ name: "biasFor", exact: biasFor(given.steps), precision: { decimals: 3 }, what: "that bias" }),
    },
    {
      id: "total",
      title: "dcₜ/dcₜ₋₁ by every path",
      points: 2,
      lookAt: "cₜ depends on cₜ₋₁ directly, and also through hₜ₋₁ = o tanh(cₜ₋₁), which reaches f, i and g.",
      run: (rng) =>
        gradeFormula(rng, {
          name: "total",
          exact: totalDerivative,
          domain: { f: [0.1, 0.9], i: [0.1, 0.9], g: [-0.9, 0.9], c: [-1.5, 1.5], o: [0.1, 0.9], uf: [-2, 2], ui: [-2, 2], ug: [-2, 2] }, // biome-ignore format: a list
          what: "the total derivative",
        }),
    },
  ];
}
