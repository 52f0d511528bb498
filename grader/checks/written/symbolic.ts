import type { Rng } from "unrolled";
import { type Asking, get, NoAnswer } from "../conversation.js";
import { Failure } from "../failure.js";
import { formatNumber } from "../format.js";
import { describe } from "../structure.js";
import { type Formula, readFormula, UnreadableFormula } from "./expression.js";

export type SymbolicAnswer = {
  readonly name: string;
  readonly exact: Formula;
  /** Each variable with the interval that it is tried on: where the formula must hold, and is finite. */
  readonly domain: { readonly [variable: string]: readonly [low: number, high: number] };
  readonly what: string;
};

const POINTS = 12;
/** Room for constants that were rounded to six places. */
const TOLERANCE = 1e-5;

/** Marks a formula by its values at random points of its domain, never by its letters; an empty text is the stub. */
export function* gradeFormula(rng: Rng, { name, exact, domain, what }: SymbolicAnswer): Asking<undefined> {
  const text = yield* get(name);
  if (typeof text !== "string")
    throw new Failure({ problem: `${name} must be a formula as text, got ${describe(text)}` });
  if (text.trim() === "") {
    throw new NoAnswer({ kind: "get", name }, { kind: "missing", message: `${name} is not answered yet` });
  }
  const formula = read(name, text, Object.keys(domain));
  const points = Array.from({ length: POINTS }, () => draw(rng, domain));
  const values = Float64Array.from(points, formula);
  const unfit = points.find((point, i) => !same(values[i], exact(point)));
  if (!unfit) return undefined;
  throw new Failure({
    problem: `${name} is not ${what}`,
    wrong: { name, values: values.map((value) => (Number.isFinite(value) ? value : 0)), within: TOLERANCE },
    got: `${text.trim()}\n= ${formatNumber(formula(unfit))} for ${at(unfit)}`,
  });
}

function read(name: string, text: string, variables: readonly string[]): Formula {
  try {
    return readFormula(text, variables);
  } catch (error) {
    if (error instanceof UnreadableFormula) throw new Failure({ problem: `${name} ${error.message}` });
    throw error;
  }
}

const draw = (rng: Rng, domain: SymbolicAnswer["domain"]): { [variable: string]: number } =>
  Object.fromEntries(Object.entries(domain).map(([variable, [low, high]]) => [variable, rng.uniform(low, high)]));

const same = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE * Math.max(1e-3, Math.abs(b));

const at = (point: { readonly [variable: string]: number }): string =>
  Object.entries(point).map(([variable, value]) => `${variable} = ${formatNumber(value)}`).join(", "); // biome-ignore format: a line
