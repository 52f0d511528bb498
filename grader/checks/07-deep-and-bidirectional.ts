import type { Rng } from "unrolled";
import { carriedForward, VISIBLE } from "./carried.js";
import { type Asking, get } from "./conversation.js";
import type { Check, Given } from "./exercise.js";
import { Failure } from "./failure.js";
import { gradeNumber } from "./written/number.js";
import { gradeVector, type VectorAnswer } from "./written/vector.js";

/** The sizes of a two-layer bidirectional LSTM, and the numbers of a small network that reads both ways. */
export type DeepAndBidirectional = Given & {
  readonly B: number;
  readonly T: number;
  readonly D: number;
  readonly H: number;
  /** A step in the middle. */
  readonly t: number;
  readonly x: readonly number[];
  /** w and u of the unit that reads from left to right. */
  readonly wu: readonly number[];
  /** v and s of the unit that reads from right to left. */
  readonly vs: readonly number[];
};

export const canonical: DeepAndBidirectional = {
  B: 32,
  T: 50,
  D: 300,
  H: 256,
  t: 20,
  x: [1, -0.5, 0.8],
  wu: [1, 0.5],
  vs: [-0.6, 0.9],
};

export function draw(rng: Rng): DeepAndBidirectional {
  const sign = rng.choice([1, -1]);
  return {
    B: rng.choice([16, 24, 32, 48]),
    T: rng.choice([40, 50, 60]),
    D: rng.choice([100, 200, 300]),
    H: rng.choice([64, 128, 256]),
    t: rng.choice([10, 15, 25]),
    x: [sign * rng.choice([0.9, 1, 1.2]), -sign * rng.choice([0.4, 0.5]), sign * rng.choice([0.7, 0.8])],
    wu: [rng.choice([0.8, 1, 1.1]), rng.choice([0.4, 0.5, 0.6])],
    vs: [rng.choice([-0.6, -0.7, -0.5]), rng.choice([0.9, 1.3])],
  };
}

/** h₁ … h_T of one unit that reads `x` in the given order, from `h0`. */
export function unroll(x: readonly number[], step: (xt: number, hPrev: number) => number, h0 = 0): number[] {
  const states: number[] = [];
  for (const xt of x) states.push(step(xt, states.at(-1) ?? h0));
  return states;
}

export const read = (x: readonly number[], [w, u]: readonly number[], h0 = 0): number[] =>
  unroll(x, (xt, hPrev) => Math.tanh(w * xt + u * hPrev), h0);

export const readRight = ({ x, wu }: DeepAndBidirectional): number[] => read(x, wu);
export const readLeft = ({ x, vs }: DeepAndBidirectional): number[] => read([...x].reverse(), vs).reverse();

/** The numbers of an LSTM layer on n inputs in one direction: four gates, two biases each. */
const lstm = (n: number, H: number): number => 4 * H * n + 4 * H * H + 8 * H;

/** All numbers of the stack, when the second layer's input matrix has `weights` entries in each direction. */
export const parametersOf = ({ D, H }: DeepAndBidirectional, weights: number = 8 * H * H): number =>
  2 * lstm(D, H) + 2 * (lstm(0, H) + weights);

/** [forward half, backward half] at steps 1, t and T of a layer that reads the words. */
export const seenOf = ({ T, t }: DeepAndBidirectional): number[][] => [1, t, T].map((step) => [step, T - step + 1]);

const count = (name: string, symbols: string, shape: readonly number[], exact: readonly number[], what: string): VectorAnswer => ({
  ...{ name, symbols, shape, exact, what },
  precision: "exact",
}); // biome-ignore format: a record

type Vector = readonly number[];

function vectorCheck(asked: VectorAnswer, title: string, lookAt: string): Check {
  return { id: asked.name, title, points: 1, lookAt, run: () => gradeVector(asked) };
}

function shapes({ B, T, H }: DeepAndBidirectional): Check {
  return {
    id: "shapes",
    title: "the shapes of output and h_n",
    points: 1,
    lookAt: "output: for every sentence and every step, what the top layer says. h_n: one final state for what, and how wide?",
    *run() {
      yield* gradeVector(count("outShape", "three sizes", [3], [B, T, 2 * H], "the shape of output"));
      return yield* gradeVector(count("hShape", "three sizes", [3], [4, B, H], "the shape of h_n"));
    },
  }; // biome-ignore format: a record
}

const parameters = (given: DeepAndBidirectional): Check => ({
  id: "parameters",
  title: "all parameters of the stack",
  points: 1,
  lookAt: "Count one layer in one direction: two matrices and two biases, for four gates. How many such parts are there?",
  *run() {
    const shape = yield* get("layer2");
    const weights = Array.isArray(shape) && shape.length === 2 ? Number(shape[0]) * Number(shape[1]) : Number.NaN;
    const [name, exact, what] = ["parameters", parametersOf(given), "the number of parameters"];
    const own = parametersOf(given, weights);
    if (weights > 0 && own !== exact && (yield* get(name)) === own) {
      return carriedForward(name, "layer2");
    }
    return yield* gradeNumber({ name, exact, precision: "exact", what });
  },
}); // biome-ignore format: a record

/** The final states, right or taken rightly from the learner's own lists. */
const summary = (given: DeepAndBidirectional): Check => ({
  id: "summary",
  title: "two numbers that have read the whole sentence",
  points: 1,
  lookAt: "Where does each direction stop? That is the state which has read everything.",
  *run() {
    const ends = (right: Vector, left: Vector): Vector => [right[right.length - 1], left[0]];
    const asked = { name: "summary", symbols: "[2]", shape: [2], precision: { decimals: 4 } } as const;
    const what = "what has read the whole sentence";
    try {
      return yield* gradeVector({ ...asked, what, exact: ends(readRight(given), readLeft(given)) });
    } catch (error) {
      const own = ends(yield* listOf(given, "forward"), yield* listOf(given, "backward"));
      if (!(error instanceof Failure) || !own.every((end) => Math.abs(end) > VISIBLE)) throw error;
      if (yield* isAnswer({ ...asked, what, exact: own })) {
        return carriedForward("summary", "forward", "backward");
      }
      throw error;
    }
  },
});

/** A list of the learner's, when it is one number a step. */
function* listOf({ x }: DeepAndBidirectional, name: string): Asking<Vector> {
  const list = yield* get(name);
  const isList = Array.isArray(list) && list.length === x.length && list.every(Number.isFinite);
  return isList ? list : x.map(() => 0);
}

function* isAnswer(asked: VectorAnswer): Asking<boolean> {
  try {
    yield* gradeVector(asked);
    return true;
  } catch {
    return false;
  }
}

export function checks(given: DeepAndBidirectional): readonly Check[] {
  const { T, H, x } = given;
  const states = { symbols: "[T]", shape: [x.length], precision: { decimals: 4 } } as const;
  const [right, left] = [
    { ...states, name: "forward", exact: readRight(given), what: "the forward states" },
    { ...states, name: "backward", exact: readLeft(given), what: "the backward states, word by word" },
  ];
  const seen = count("seen", "three pairs", [3, 2], seenOf(given).flat(), "how many words each half has seen");
  const above = count("seenAbove", "three pairs", [3, 2], Array(6).fill(T), "how many words the second layer's halves have seen");
  const weights = count("layer2", "two sizes", [2], [4 * H, 2 * H], "the shape of that matrix");
  return [
    shapes(given),
    vectorCheck(weights, "the second layer's input weights", "What does layer 2 read at each step, and for how many gates?"),
    parameters(given),
    vectorCheck(right, "the forward states by hand", "Step t takes its own x and the state on its left."),
    vectorCheck(left, "the backward states by hand", "Begin at the last word. Write each state under the word it has just read."),
    summary(given),
    vectorCheck(seen, "what each half has seen in the first layer", "Draw the arrows of both directions, and put a finger on the step."),
    vectorCheck(above, "what each half has seen in the second layer", "Its input at a step is both halves of the first layer there. What have those seen?"),
  ];
} // biome-ignore format: a table
