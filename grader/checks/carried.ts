import { close, expectClose } from "./compare.js";
import { type Asking, NoAnswer } from "./conversation.js";
import { Failure } from "./failure.js";

/*
 * A mistake is paid for once: what follows rightly from an earlier part of the learner's own counts as right.
 */

/** An earlier mistake is carried forward only where it leaves something to be seen: zeros earn nothing. */
export const VISIBLE: number = 1e-2;

/** The remark for a part that follows from what the learner answered earlier. */
export const carriedForward = (name: string, ...from: readonly string[]): string =>
  `${name} follows rightly from your ${from.join(" and ")}: carried forward`;

export type Outcome = "right" | "carried";

/** Fails unless the numbers are right, or what follows from the learner's own earlier ones. Says which. */
export function expectEither(
  name: string,
  got: Float64Array,
  expected: Float64Array,
  own: Float64Array | undefined,
  input: () => string,
  shape: readonly number[] = [got.length],
): Outcome {
  const equals = (other: Float64Array): boolean => got.every((value, k) => close(value, other[k]));
  if (own?.some((value) => Math.abs(value) > VISIBLE) && equals(own) && !equals(expected)) return "carried";
  expectClose(name, shape, got, expected, input);
  return "right";
}

export const remarkOf = (outcomes: readonly Outcome[], from: string): string | undefined =>
  outcomes.includes("carried") ? carriedForward("it", from) : undefined;

/** The value, or nothing where what the learner returned is not of the right kind. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** The same for a question: nothing also where the learner has no answer. */
export function* orNothing<T>(asking: Asking<T>): Asking<T | undefined> {
  try {
    return yield* asking;
  } catch (error) {
    if (error instanceof Failure || error instanceof NoAnswer) return undefined;
    throw error;
  }
}
