import { type Asking, get, NoAnswer } from "../conversation.js";
import { Failure } from "../failure.js";
import { numbers } from "../structure.js";
import { type Precision, toleranceOf } from "./number.js";

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

/** Marks a vector, matrix or shape that the learner typed as nested arrays; an entry of NaN is the stub. */
export function* gradeVector({ name, symbols, shape, exact, precision, what }: VectorAnswer): Asking<undefined> {
  const value = yield* get(name);
  if (hasNaN(value)) {
    throw new NoAnswer({ kind: "get", name }, { kind: "missing", message: `${name} is not answered yet` });
  }
  const got = numbers("your answer", name, symbols, shape, value);
  const tolerances = exact.map((entry) => toleranceOf(entry, precision));
  if (got.every((entry, i) => Math.abs(entry - exact[i]) <= tolerances[i])) return undefined;
  throw new Failure({
    problem: `${name} = ${JSON.stringify(value instanceof Float64Array ? [...value] : value)} is not ${what}`,
    wrong: { name, values: got, within: Math.max(...tolerances) },
  });
}

function hasNaN(value: unknown): boolean {
  if (Array.isArray(value) || value instanceof Float64Array) return [...value].some(hasNaN);
  return Number.isNaN(value);
}
