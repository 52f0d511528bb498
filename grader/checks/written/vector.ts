import { carriedForward, VISIBLE } from "../carried.js";
import { type Asking, get, NoAnswer } from "../conversation.js";
import { Failure } from "../failure.js";
import { numbers } from "../structure.js";
import { inWords, isShort, type Precision, toleranceOf } from "./number.js";

export type VectorAnswer = {
  readonly name: string;
  /** The axes in symbols: "[T, H]". */
  readonly symbols: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly exact: readonly number[];
  readonly precision: Precision;
  readonly what: string;
};

/** A vector that follows from the learner's own earlier one, of that size: a mistake is paid for once. */
export type CarriedVector = {
  readonly from: string;
  readonly size: number;
  readonly follow: (earlier: Float64Array) => readonly number[];
};

/** Marks a vector, matrix or shape that the learner typed as nested arrays; an entry of NaN is the stub. */
export function* gradeVector(asked: VectorAnswer & { readonly carried?: CarriedVector }): Asking<string | undefined> {
  const value = yield* get(asked.name);
  try {
    return judgeVector(asked, value);
  } catch (error) {
    const { name, carried } = asked;
    const exact = carried && (yield* followed(carried));
    if (!(error instanceof Failure && exact) || !fits({ ...asked, exact }, value)) throw error;
    return carriedForward(name, carried.from);
  }
}

/** What the learner's own earlier vector leads to, where that is more than zeros. */
function* followed({ from, size, follow }: CarriedVector): Asking<readonly number[] | undefined> {
  const earlier = yield* get(from);
  if (!isVector(earlier, size)) return undefined;
  const expected = follow(Float64Array.from(earlier));
  return expected.some((entry) => Math.abs(entry) >= VISIBLE) ? expected : undefined;
}

const isVector = (value: unknown, size: number): value is ArrayLike<number> =>
  (Array.isArray(value) || value instanceof Float64Array) && value.length === size && value.every(Number.isFinite);

function fits(asked: VectorAnswer, value: unknown): boolean {
  try {
    judgeVector(asked, value);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

function judgeVector({ name, symbols, shape, exact, precision, what }: VectorAnswer, value: unknown): undefined {
  if (hasNaN(value)) {
    throw new NoAnswer({ kind: "get", name }, { kind: "missing", message: `${name} is not answered yet` });
  }
  const got = numbers("your answer", name, symbols, shape, value);
  const tolerances = exact.map((entry) => toleranceOf(entry, precision));
  const isRight = (entry: number, i: number): boolean => Math.abs(entry - exact[i]) <= tolerances[i];
  if (got.every(isRight)) return undefined;
  if (got.every((entry, i) => isRight(entry, i) || isShort(entry, exact[i], precision))) {
    throw new Failure({ problem: `${name} is right so far: give ${inWords(precision)}` });
  }
  throw new Failure({
    problem: `${name} = ${JSON.stringify(value instanceof Float64Array ? [...value] : value)} is not ${what}`,
    wrong: { name, values: got, within: Math.max(...tolerances) },
  });
}

function hasNaN(value: unknown): boolean {
  if (Array.isArray(value) || value instanceof Float64Array) return [...value].some(hasNaN);
  return Number.isNaN(value);
}
