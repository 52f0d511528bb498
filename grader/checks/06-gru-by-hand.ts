import type { Rng } from "unrolled";
import type { Check, Given } from "./exercise.js";
import { sigmoid } from "./linear.js";
import { gradeChoice } from "./written/choice.js";
import { type Carried, gradeNumber, type NumberAnswer } from "./written/number.js";
import { gradeFormula } from "./written/symbolic.js";

/** A GRU of two units with one input, the sums inside its gates; a constant update gate; the sizes of a real layer. */
export type GruByHand = Given & {
  readonly x: number;
  readonly hPrev: readonly number[];
  readonly ar: readonly number[];
  readonly az: readonly number[];
  /** The candidate's weights, [2, 3]: columns for the two units of the state, then x. */
  readonly Wh: readonly (readonly number[])[];
  readonly bh: readonly number[];
  readonly z: number;
  /** How many steps a half-life should have. */
  readonly steps: number;
  readonly D: number;
  readonly H: number;
};

/** Not those of the chapter (z = .1, D = 300, H = 256): notebook 05 shows what they lead to. */
export const canonical: GruByHand = {
  x: 1,
  hPrev: [0.8, -0.6],
  ar: [0.5, -1],
  az: [-1, 1.5],
  Wh: [
    [1.1, -0.7, 0.4],
    [-0.8, 1.3, -0.9],
  ],
  bh: [0.25, -0.5],
  z: 0.15,
  steps: 60,
  D: 200,
  H: 128,
};

/** With these matrices every choice below keeps the mistakes of a step apart, all of which change the same four numbers. */
const CANDIDATES = [
  canonical.Wh,
  [
    [-0.7, 1.1, 0.6],
    [0.8, -1.2, 0.3],
  ],
];

// biome-ignore format: lists
export function draw(rng: Rng): GruByHand {
  return {
    x: rng.choice([0.8, 1, 1.2]),
    hPrev: rng.shuffle(rng.choice([[0.8, -0.6], [0.7, -0.5], [-0.6, 0.9]])),
    ar: rng.shuffle(rng.choice([[0.5, -1], [0.7, -1.2], [0.4, -0.9]])),
    az: rng.shuffle(rng.choice([[-1, 1.5], [-0.8, 1.3], [-1.2, 0.9]])),
    Wh: rng.choice(CANDIDATES),
    bh: canonical.bh,
    z: rng.choice([0.15, 0.08, 0.2]),
    steps: rng.choice([40, 60, 150]),
    D: rng.choice([200, 350, 400]),
    H: rng.choice([128, 192, 512]),
  };
}

export const logit = (p: number): number => Math.log(p / (1 - p));

/** The candidate: the reset scales the old state before the product. */
export function candidate({ x, hPrev, ar, Wh, bh }: GruByHand): number[] {
  const seen = hPrev.map((h, j) => sigmoid(ar[j]) * h);
  return Wh.map(([u1, u2, w], j) => Math.tanh(u1 * seen[0] + u2 * seen[1] + w * x + bh[j]));
}

/** PyTorch's candidate: the reset scales what the product has made of the old state. */
export function candidateResetAfter({ x, hPrev, ar, Wh, bh }: GruByHand): number[] {
  return Wh.map(([u1, u2, w], j) => Math.tanh(sigmoid(ar[j]) * (u1 * hPrev[0] + u2 * hPrev[1]) + w * x + bh[j]));
}

/** One unit's new state. */
export const mixed = ({ hPrev, az }: GruByHand, j: number, hTilde: number): number =>
  (1 - sigmoid(az[j])) * hPrev[j] + sigmoid(az[j]) * hTilde;

/** After how many steps a constant update gate has left a half. */
export const halfLife = (z: number): number => Math.log(0.5) / Math.log(1 - z);

/** The update gate's bias whose half-life is t: 1 − σ(b) = 2^(−1/t). */
export const biasFor = (t: number): number => logit(1 - 0.5 ** (1 / t));

/** Three steps under a constant z. */
function unrolled({ z, h0, c1, c2, c3 }: { readonly [variable: string]: number }): number {
  return [c1, c2, c3].reduce((h, c) => (1 - z) * h + z * c, h0);
}

/** Three matrices [H, H + D] and so many biases [H] for each. */
export const parameters = ({ D, H }: GruByHand, biases: number): number => 3 * (H * (H + D) + biases * H);

const MATRICES = ["every", "symmetric", "diagonal", "none"] as const;

const decimals = (places: number): NumberAnswer["precision"] => ({ decimals: places });

function numberCheck(title: string, lookAt: string, ...answers: (NumberAnswer & { carried?: Carried })[]): Check {
  return {
    id: answers[0].name,
    title,
    points: 1,
    lookAt,
    *run() {
      const remarks: string[] = [];
      for (const answer of answers) {
        const remark = yield* gradeNumber(answer);
        if (remark) remarks.push(remark);
      }
      return remarks.length > 0 ? remarks.join("; ") : undefined;
    },
  };
}

export function checks(given: GruByHand): readonly Check[] {
  const hTilde = candidate(given);
  return [
    numberCheck(
      "the candidate",
      "First scale each entry of the old state by its own reset gate. Then each row of Wh makes one sum.",
      ...[0, 1].map((j) => ({
        name: `candidate${j + 1}`,
        exact: hTilde[j],
        precision: decimals(4),
        what: `the candidate of unit ${j + 1}`,
      })),
    ),
    numberCheck(
      "the new state",
      "It lies between the old state and the candidate. How far on the way, says the update gate.",
      ...[0, 1].map((j) => ({
        name: `state${j + 1}`,
        exact: mixed(given, j, hTilde[j]),
        precision: decimals(4),
        what: `the new state of unit ${j + 1}`,
        carried: { from: [`candidate${j + 1}`], follow: (c: number) => mixed(given, j, c) },
      })),
    ),
    resetCheck(given),
    {
      id: "unrolled",
      title: "three steps with a constant z",
      points: 1,
      lookAt: "Write h₁, put it into h₂, and that into h₃. Through how many steps does each candidate go?",
      run: (rng) =>
        gradeFormula(rng, {
          name: "unrolled",
          exact: unrolled,
          domain: { z: [0.1, 0.9], h0: [-0.9, 0.9], c1: [-0.9, 0.9], c2: [-0.9, 0.9], c3: [-0.9, 0.9] },
          what: "the state after three steps",
        }),
    },
    numberCheck("the half-life", "What share of the old state does one step keep? After t steps that is a power.", {
      name: "halfLife",
      exact: halfLife(given.z),
      precision: decimals(2),
      what: "the half-life",
    }),
    numberCheck("the update gate's bias", "How much must one step keep? And how much must it renew, then?", {
      name: "biasFor",
      exact: biasFor(given.steps),
      precision: decimals(3),
      what: "that bias",
    }),
    ...countChecks(given),
  ];
}

function resetCheck(given: GruByHand): Check {
  return {
    id: "reset",
    title: "the reset before the product, and after it",
    points: 1,
    lookAt: "Write both sums of unit 1 in letters. In which terms do they differ, and what would have to be zero?",
    *run() {
      yield* gradeChoice({ name: "sameFor", options: MATRICES, right: "diagonal" });
      const [exact] = candidateResetAfter(given);
      return yield* gradeNumber({
        name: "after1",
        exact,
        precision: decimals(4),
        what: "PyTorch's candidate of unit 1",
      });
    },
  };
}

/** How many matrices a learner has counted: who takes four of them also has four biases. */
function matricesIn({ D, H }: GruByHand, weights: number): number {
  const matrices = weights / (H * (H + D));
  return Number.isInteger(matrices) ? matrices : 3;
}

function countChecks(given: GruByHand): readonly Check[] {
  const count = (name: string, biases: number, what: string): NumberAnswer & { carried?: Carried } => {
    const follow = (weights: number): number => weights + biases * given.H * matricesIn(given, weights);
    const answer: NumberAnswer = { name, exact: parameters(given, biases), precision: "exact", what };
    return biases === 0 ? answer : { ...answer, carried: { from: ["noBias"], follow } };
  };
  return [
    numberCheck(
      "the parameters without biases",
      "Every row of a gate's matrix meets the old state and the input. How many matrices are there?",
      count("noBias", 0, "the number of weights"),
    ),
    numberCheck(
      "the parameters with one bias, and with two",
      "A bias is added to each entry of a product. How long is it, and how many products are there?",
      count("oneBias", 1, "the number with one bias for each product"),
      count("twoBiases", 2, "the number with two biases for each"),
    ),
  ];
}
