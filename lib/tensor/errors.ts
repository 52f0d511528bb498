import { type DType, dtypeOf, isVec, type Vec } from "./dtype.js";

/** An argument has the wrong shape: `lstmForward: x must be [D] = [3], got [4]`. */
export class ShapeError extends RangeError {
  override readonly name = "ShapeError";
}

/** An argument has the wrong value: `clipGradNorm: maxNorm must be a positive number, got -1`. */
export class ArgumentError extends TypeError {
  override readonly name = "ArgumentError";
}

type Shaped = { readonly shape: readonly number[] };

/** How a wrong value is named in an error: its shape when it has one, its type otherwise. */
export function describe(value: unknown): string {
  if (isVec(value)) return `[${value.length}]`;
  if (Array.isArray(value)) return `an Array of ${value.length}`;
  if (value !== null && typeof value === "object") {
    if ("shape" in value && Array.isArray(value.shape)) return `[${value.shape.join(", ")}]`;
    return `a ${value.constructor?.name ?? "object"}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

/**
 * Refuses `value` unless it is a typed array of `expected` length, or a tensor of `expected` shape.
 * `symbols` are the chapter's: `checkShape("lstmForward", "x", "[D]", [3], x)`.
 */
export function checkShape(
  where: string,
  name: string,
  symbols: string,
  expected: readonly number[],
  value: unknown,
): asserts value is Vec | Shaped {
  const shape = isVec(value) ? [value.length] : (value as Shaped | null | undefined)?.shape;
  if (Array.isArray(shape) && sameShape(shape, expected)) return;
  throw new ShapeError(`${where}: ${name} must be ${symbols} = [${expected.join(", ")}], got ${describe(value)}`);
}

/** Refuses NaN and infinities, which training would otherwise carry on with in silence. */
export function checkFinite(where: string, name: string, values: Vec): void {
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    throw new ArgumentError(`${where}: ${name} must be finite, got ${values[index]} at index ${index}`);
  }
}

/** Refuses anything but a whole number of at least `least`. */
export function checkInteger(where: string, name: string, value: unknown, least = 1): asserts value is number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  const kind = least === 1 ? "a positive integer" : least === 0 ? "a non-negative integer" : `an integer ≥ ${least}`;
  throw new ArgumentError(`${where}: ${name} must be ${kind}, got ${describe(value)}`);
}

/** Refuses ids that are no integers of at least `least`: an Int32Array would make ids of them without a word. */
export function checkIds(where: string, name: string, ids: ArrayLike<number>, least = 0): void {
  for (let i = 0; i < ids.length; i++) {
    if (Number.isSafeInteger(ids[i]) && ids[i] >= least) continue; // no text is made for an id that is right
    checkInteger(where, `${name}[${i}]`, ids[i], least);
  }
}

/** Refuses anything but a finite number of at least zero. */
export function checkNonNegative(where: string, name: string, value: unknown): asserts value is number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return;
  throw new ArgumentError(`${where}: ${name} must be a non-negative number, got ${describe(value)}`);
}

/** Refuses anything but a finite number greater than zero. */
export function checkPositive(where: string, name: string, value: unknown): asserts value is number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return;
  throw new ArgumentError(`${where}: ${name} must be a positive number, got ${describe(value)}`);
}

/** Refuses an integer that is not an index below `size` (a token id, a class, a unit). */
export function checkIndex(where: string, name: string, size: number, value: unknown): asserts value is number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < size) return;
  throw new ArgumentError(`${where}: ${name} must be an integer in [0, ${size}), got ${describe(value)}`);
}

/** Refuses anything but true and false. */
export function checkFlag(where: string, name: string, value: unknown): asserts value is boolean {
  if (typeof value === "boolean") return;
  throw new ArgumentError(`${where}: ${name} must be true or false, got ${describe(value)}`);
}

/** Refuses a word that is not one of `choices`. */
export function checkChoice<T extends string>(
  where: string,
  name: string,
  choices: readonly T[],
  value: unknown,
): asserts value is T {
  if (choices.includes(value as T)) return;
  const listed = choices.map((choice) => `"${choice}"`).join(" or ");
  throw new ArgumentError(`${where}: ${name} must be ${listed}, got ${describe(value)}`);
}

/** Refuses anything but the two precisions. */
export function checkDType(where: string, dtype: unknown): asserts dtype is DType {
  checkChoice<DType>(where, "dtype", ["float32", "float64"], dtype);
}

/** Refuses arrays of two precisions in one computation. */
export function checkSameDType(where: string, name: string, like: Vec, value: Vec): void {
  if (dtypeOf(like) === dtypeOf(value)) return;
  throw new ArgumentError(`${where}: ${name} must be ${dtypeOf(like)} like the parameters, got ${dtypeOf(value)}`);
}
