import type { Rng } from "unrolled";
import { type Asking, get } from "./conversation.js";
import type { Check, Given } from "./exercise.js";
import { field } from "./structure.js";
import { gradeChoice } from "./written/choice.js";
import { gradeNumber, judgeNumber, type NumberAnswer, type Precision } from "./written/number.js";
import { gradeFormula } from "./written/symbolic.js";

/** A layer over T positions of size d; BPTT over so many tokens with H units, or over k of them; a point far out. */
export type Limits = Given & {
  readonly T: number;
  readonly d: number;
  readonly tokens: number;
  readonly H: number;
  readonly buffers: number;
  readonly k: number;
  readonly far: number;
};

export const canonical: Limits = { T: 1000, d: 512, tokens: 10_000, H: 512, buffers: 8, k: 35, far: 4 };

export function draw(rng: Rng): Limits {
  return {
    T: rng.choice([600, 1000, 1500, 3000]),
    d: rng.choice([128, 256, 512]),
    tokens: rng.choice([8000, 10_000, 20_000]),
    H: rng.choice([256, 512, 1024]),
    buffers: rng.choice([6, 8, 10]),
    k: rng.choice([20, 35, 50]),
    far: rng.choice([2, 3, 4]),
  };
}

/** Rounds that wait for one another, steps on the longest way to the last position, multiplications. */
export type Costs = { readonly rounds: number; readonly path: number; readonly products: number };
export type LayerName = "recurrence" | "scan" | "attention";

export function layers({ T, d }: Limits): { readonly [name in LayerName]: Costs } {
  const rounds = Math.ceil(Math.log2(T));
  return {
    recurrence: { rounds: T, path: T, products: T * d * d },
    scan: { rounds, path: rounds, products: 2 * rounds * T * d },
    attention: { rounds: 1, path: 1, products: T * T * d },
  };
}

const BYTES = 4;
export const megabytes = (numbers: number): number => (numbers * BYTES) / 1e6;

export const twoSteps = (h: number): number => Math.tanh(Math.tanh(h));

/** By how much tanh(a h + b), right at 0 and 1, misses two steps at `far`. */
export function miss({ far }: Limits): number {
  const b = Math.atanh(twoSteps(0));
  const a = Math.atanh(twoSteps(1)) - b;
  return Math.tanh(a * far + b) - twoSteps(far);
}

function layerCheck(given: Limits, name: LayerName, lookAt: string): Check {
  return {
    id: name,
    title: `${name}: rounds, path and products`,
    points: 1,
    lookAt,
    *run() {
      const answer = yield* get(name);
      for (const [part, exact] of Object.entries(layers(given)[name])) {
        const what = `the ${part === "path" ? "length of the longest path" : `number of ${part}`} of this layer`;
        judgeNumber({ name: `${name}.${part}`, exact, precision: "exact", what }, field(name, answer, part));
      }
      return undefined;
    },
  };
}

const asked = (name: string, exact: number, precision: Precision, what: string): NumberAnswer => ({ name, exact, precision, what }); // biome-ignore format: a line

function numbersCheck(id: string, title: string, lookAt: string, numbers: readonly NumberAnswer[]): Check {
  return {
    id,
    title,
    points: 1,
    lookAt,
    *run() {
      for (const number of numbers) yield* gradeNumber(number);
      return undefined;
    },
  };
}

const ANSWERS = ["yes", "no"] as const;

function* gradeJoined(rng: Rng): Asking<undefined> {
  const domain = { a1: [-1, 1], a2: [-1, 1], b1: [-2, 2], b2: [-2, 2] } as const;
  yield* gradeChoice({ name: "linearHelps", options: ANSWERS, right: "yes" });
  yield* gradeFormula(rng, {
    name: "joinedA",
    exact: ({ a1, a2 }) => a2 * a1,
    domain,
    what: "the A of the joined step",
  });
  const exact = ({ a2, b1, b2 }: { readonly [name: string]: number }): number => a2 * b1 + b2;
  return yield* gradeFormula(rng, { name: "joinedB", exact, domain, what: "the B of the joined step" });
}

export function checks(given: Limits): readonly Check[] {
  const { T, d, tokens, H, buffers, k } = given;
  return [
    layerCheck(given, "recurrence", "A step needs the state before it. And a step multiplies a state of d numbers by a d × d matrix."),
    layerCheck(given, "scan", "After each round a position stands for twice as many steps. How often must 1 be doubled to reach T? Each of these rounds has its products."),
    layerCheck(given, "attention", "No position waits for another, and each reads each at once. How many pairs are there, and what does one cost?"),
    numbersCheck("price", "what attention costs beside a recurrence", "Write both counts as formulae, and divide one by the other.", [
      asked("crossing", d, "exact", "the length at which both cost the same"),
      asked("ratio", T / d, { decimals: 3 }, "attention's products over the recurrence's"),
    ]),
    numbersCheck("bptt", "what BPTT keeps", "Numbers first: buffers, steps, numbers in a state. Then four bytes each, and a million bytes to the megabyte.", [
      asked("fullMB", megabytes(buffers * tokens * H), { decimals: 2 }, "what the whole document takes, in MB"),
      asked("cutMB", megabytes(buffers * k * H), { decimals: 3 }, "what a chunk takes, in MB"),
    ]),
    numbersCheck("weights", "what attention keeps", "There is one weight for every position that looks and every position that is looked at.", [
      asked("weightsMB", megabytes(tokens * tokens), { decimals: 2 }, "what the weights take, in MB"),
    ]),
    {
      id: "linear",
      title: "two linear steps are one",
      points: 1,
      lookAt: "Put the first step into the second and multiply out: what stands before h₀, and what stands alone?",
      run: gradeJoined,
    },
    {
      id: "tanh",
      title: "two tanh steps are not one",
      points: 1,
      lookAt: "At h = 0 you get b, at h = 1 you get a + b: tanh undone by atanh. Then put the third point in.",
      *run() {
        yield* gradeChoice({ name: "tanhHelps", options: ANSWERS, right: "no" });
        return yield* gradeNumber(asked("miss", miss(given), { decimals: 4 }, "tanh(a h + b) − tanh(tanh(h)) at that h"));
      },
    },
  ]; // biome-ignore format: a list
}
