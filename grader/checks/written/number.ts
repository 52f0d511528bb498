import { carriedForward, VISIBLE } from "../carried.js";
import { type Asking, get } from "../conversation.js";
import { Failure } from "../failure.js";
import { number } from "../structure.js";

/** How exact an answer must be: so many decimals, so many significant digits, or exactly right (counts). */
export type Precision = { readonly decimals: number } | { readonly digits: number } | "exact";

/** An answer that follows from the learner's own earlier ones: a mistake is paid for once. */
export type Carried = { readonly from: readonly string[]; readonly follow: (...earlier: number[]) => number };

export type NumberAnswer = {
  readonly name: string;
  readonly exact: number;
  readonly precision: Precision;
  /** What the number is, for the message: "the state after step 2". */
  readonly what: string;
};

/** Marks a number that the learner typed. Returns a remark when it follows from an earlier mistake. */
export function* gradeNumber(asked: NumberAnswer & { readonly carried?: Carried }): Asking<string | undefined> {
  const { name, precision, carried } = asked;
  const value = yield* get(name);
  if (carried && !isRight(asked, value) && (yield* follows(value, precision, carried))) {
    return carriedForward(name, ...carried.from);
  }
  return judgeNumber(asked, value);
}

const isRight = ({ exact, precision }: NumberAnswer, value: unknown): boolean =>
  typeof value === "number" && Math.abs(value - exact) <= toleranceOf(exact, precision);

/** The same for a value that is at hand: a field of a larger answer. */
export function judgeNumber(asked: NumberAnswer, value: unknown): undefined {
  const { name, exact, precision, what } = asked;
  const answer = number(name, value);
  if (isRight(asked, answer)) return undefined;
  const within = toleranceOf(exact, precision);
  if (isShort(answer, exact, precision)) {
    throw new Failure({ problem: `${name} = ${answer} is right so far: give ${inWords(precision)}` });
  }
  if (precision === "exact" && Number.isInteger(exact) && !Number.isInteger(answer)) {
    throw new Failure({ problem: `${name} = ${answer} is not ${what}, which is a whole number` });
  }
  throw new Failure({
    problem: `${name} = ${answer} is not ${what}`,
    wrong: { name, values: Float64Array.of(answer), within: Math.max(1e-9, within / Math.max(1, Math.abs(answer))) },
  });
}

/** Rounded or cut off, an answer is within one unit of its last place. */
export function toleranceOf(exact: number, precision: Precision): number {
  if (precision === "exact") return 0;
  const decimals = "decimals" in precision ? precision.decimals : precision.digits - 1 - magnitude(exact);
  return 10 ** -decimals * (1 + 1e-9);
}

const magnitude = (value: number): number => (value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value))));

function* follows(answer: unknown, precision: Precision, { from, follow }: Carried): Asking<boolean> {
  if (typeof answer !== "number") return false;
  const earlier: number[] = [];
  for (const name of from) {
    const value = yield* get(name);
    if (typeof value !== "number" || !Number.isFinite(value)) return false;
    earlier.push(value);
  }
  const expected = follow(...earlier);
  const fromNothing = follow(...earlier.map(() => 0));
  const scale = Math.max(1, Math.abs(expected));
  const isVisible = !(Math.abs(expected - fromNothing) < VISIBLE * scale);
  return isVisible && Math.abs(answer - expected) <= toleranceOf(expected, precision);
}

/** Right, but with fewer places than asked for. */
export function isShort(answer: number, exact: number, precision: Precision): boolean {
  if (precision === "exact" || answer === 0) return false;
  const places = "decimals" in precision ? precision.decimals : precision.digits;
  const shorter = (n: number): number => Number("decimals" in precision ? exact.toFixed(n) : exact.toPrecision(n));
  const fewest = "decimals" in precision && Math.abs(exact) >= 1 ? 1 : 2; // two digits say something, one does not
  return Array.from({ length: Math.max(places - fewest, 0) }, (_, i) => i + fewest).some(
    (n) => n < places && Math.abs(answer - shorter(n)) <= 1e-12 * Math.abs(exact),
  );
}

export function inWords(precision: Precision): string {
  if (precision === "exact") return "the exact number";
  return "decimals" in precision ? `${precision.decimals} decimals` : `${precision.digits} significant digits`;
}
