import type { Rng } from "unrolled";
import { get } from "./conversation.js";
import type { Check, Given } from "./exercise.js";
import { field } from "./structure.js";
import { judgeChoice } from "./written/choice.js";
import { gradeNumber, judgeNumber } from "./written/number.js";

/** One-number words, the weights of five tiny models, and the sizes of a real layer. */
export type Requirements = Given & {
  readonly dog: number;
  readonly bites: number;
  readonly man: number;
  /** The concatenation's weights, one a place. */
  readonly w: readonly number[];
  /** The convolution's weights, of a word and of the next. */
  readonly uv: readonly number[];
  /** The recurrent weight. */
  readonly r: number;
  readonly T: number;
  readonly D: number;
  readonly H: number;
};

export const canonical: Requirements = {
  dog: 1,
  bites: 0.5,
  man: -1,
  w: [0.5, 1, 2],
  uv: [1, -0.5],
  r: 0.5,
  T: 50,
  D: 300,
  H: 256, // biome-ignore format: numbers
};

export function draw(rng: Rng): Requirements {
  const sign = rng.choice([1, -1]);
  return {
    dog: sign * rng.choice([0.8, 1, 1.2]),
    bites: rng.choice([0.4, 0.5, 0.6]),
    man: -sign * rng.choice([0.7, 0.9, 1.1]),
    w: rng.shuffle([0.5, 1, 2]),
    uv: [rng.choice([0.8, 1]), rng.choice([-0.6, -0.5])],
    r: rng.choice([0.4, 0.5, 0.6]),
    T: rng.choice([20, 40, 50, 60]),
    D: rng.choice([200, 300, 400]),
    H: rng.choice([128, 256, 512]),
  };
}

/** A model's one number for a sentence of three one-number words. */
export type Model = (given: Requirements, x: readonly number[]) => number;

const recurrent: Model = ({ r }, x) => x.reduce((h, xt) => Math.tanh(xt + r * h), 0);

export type ModelName = "bag" | "concatenation" | "convolution" | "recurrence" | "alphabetical";

export const models: { readonly [name in ModelName]: Model } = {
  bag: (_, x) => Math.tanh(x[0] + x[1] + x[2]),
  concatenation: ({ w }, x) => Math.tanh(w[0] * x[0] + w[1] * x[1] + w[2] * x[2]),
  convolution: ({ uv: [u, v] }, x) => Math.tanh(u * x[0] + v * x[1]) + Math.tanh(u * x[1] + v * x[2]),
  recurrence: recurrent,
  alphabetical: (given) => recurrent(given, [given.bites, given.dog, given.man]),
};

/** f(dog bites man) − f(man bites dog). */
export function difference(given: Requirements, model: Model): number {
  const { dog, bites, man } = given;
  return model(given, [dog, bites, man]) - model(given, [man, bites, dog]);
}

/** The three properties of a model: any length, sensitive to order, shared parameters. */
export const properties: { readonly [name in ModelName]: readonly ["yes" | "no", "yes" | "no", "yes" | "no"] } = {
  bag: ["yes", "no", "yes"],
  concatenation: ["no", "yes", "no"],
  convolution: ["yes", "yes", "yes"],
  recurrence: ["yes", "yes", "yes"],
  alphabetical: ["yes", "no", "yes"],
};

const QUESTIONS = ["anyLength", "order", "shared"] as const;

function modelCheck(given: Requirements, name: ModelName): Check {
  return {
    id: name,
    title: `${name}: three properties and the difference`,
    points: 1,
    lookAt:
      "Put each question to the formula: does it name places 1, 2, 3? Which weight does the word dog meet in each place? Then put both sentences in.",
    *run() {
      const answer = yield* get(name);
      for (const [i, question] of QUESTIONS.entries()) {
        const choice = { name: `${name}.${question}`, options: ["yes", "no"], right: properties[name][i] };
        judgeChoice(choice, field(name, answer, question));
      }
      const exact = difference(given, models[name]);
      const what = `f(dog bites man) − f(man bites dog) of this model`;
      judgeNumber(
        { name: `${name}.difference`, exact, precision: { decimals: 3 }, what },
        field(name, answer, "difference"),
      );
      return undefined;
    },
  };
}

export const concatSize = ({ T, D, H }: Requirements): number => H * T * D + H;
export const recurrentSize = ({ D, H }: Requirements): number => H * D + H * H + H;
/** The smallest T for which the concatenation has more parameters. */
export const crossing = ({ D, H }: Requirements): number => Math.floor((D + H) / D) + 1;

const countCheck = (name: string, title: string, exact: number, lookAt: string): Check => ({
  id: name,
  title,
  points: 1,
  lookAt,
  run: () => gradeNumber({ name, exact, precision: "exact", what: `the number asked for` }),
});

export const checks = (given: Requirements): readonly Check[] => [
  ...(Object.keys(models) as ModelName[]).map((name) => modelCheck(given, name)),
  countCheck(
    "concatParameters",
    "parameters of the concatenation's first layer",
    concatSize(given),
    "Every unit has one weight for every number that comes in, and one bias.",
  ),
  countCheck(
    "recurrentParameters",
    "parameters of the recurrent layer",
    recurrentSize(given),
    "Every unit has one weight for every number of a word, one for every number of the state, and one bias.",
  ),
  countCheck(
    "crossing",
    "from which length on the concatenation is the larger one",
    crossing(given),
    "Write both counts as formulae, and drop what they share. Larger means larger: equal is not enough.",
  ),
];
