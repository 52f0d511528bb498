import { Failure } from "./failure.js";
import { formatNumber, formatSequence } from "./format.js";

/** Another order of summation moves the last digits; a mistake moves the first. */
const RELATIVE = 1e-7;
const ABSOLUTE = 1e-10;

export function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= ABSOLUTE + RELATIVE * Math.max(Math.abs(a), Math.abs(b));
}

/** Fails unless all entries agree, and says at which entry they first do not. The inputs are random: nothing is given away. */
export function expectClose(
  name: string,
  shape: readonly number[],
  got: Float64Array,
  expected: Float64Array,
  input: () => string,
): void {
  const index = got.findIndex((value, i) => !close(value, expected[i]));
  if (index < 0) return;
  throw new Failure({
    problem: `${name}${subscript(index, shape)} is ${difference(got[index], expected[index])}`,
    wrong: { name, values: got },
    input: input(),
    got: `${name} = ${formatSequence(got, shape)}`,
    expected: `${name} = ${formatSequence(expected, shape)}`,
  });
}

/** Both numbers, with as many digits as it takes to tell them apart. */
function difference(got: number, expected: number): string {
  const [short, wanted] = [formatNumber(got), formatNumber(expected)];
  return short === wanted
    ? `${got.toPrecision(9)}, expected ${expected.toPrecision(9)}`
    : `${short}, expected ${wanted}`;
}

/** A row-major index as `[i][j]`. */
function subscript(index: number, shape: readonly number[]): string {
  const parts: number[] = [];
  for (const size of [...shape].reverse()) {
    parts.unshift(index % size);
    index = Math.floor(index / size);
  }
  return parts.map((i) => `[${i}]`).join("");
}
