import { Rng } from "unrolled";
import { type Asking, converse, NoAnswer } from "./conversation.js";
import type { Check, Exercise } from "./exercise.js";
import { Failure, type FailureDetails } from "./failure.js";
import { localAnswers } from "./local.js";

export type CheckResult = {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly maxPoints: number;
  /** For a check that passed in an unusual way: "carried forward". */
  readonly remark?: string;
  readonly failure?: FailureDetails;
  /** The mistake by name, where a mutant makes the same one. */
  readonly misconception?: string;
  readonly lookAt?: string;
};

/** All checks of an exercise in turn. The seed decides every random number in them. */
export function* gradeExercise(exercise: Exercise, seed: number): Asking<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of exercise.checks) results.push(yield* gradeCheck(exercise, check, seed));
  return results;
}

export function score(results: readonly CheckResult[]): { points: number; maxPoints: number } {
  const sum = (of: (result: CheckResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  return { points: sum((result) => result.points), maxPoints: sum((result) => result.maxPoints) };
}

function* gradeCheck(exercise: Exercise, check: Check, seed: number): Asking<CheckResult> {
  const { id, title, points: maxPoints } = check;
  const outcome = yield* attempt(exercise, check, seed);
  if (!("failure" in outcome)) return { id, title, points: maxPoints, maxPoints, ...outcome };
  const advice = outcome.answered ? diagnose(exercise, check, seed, outcome.failure) : {};
  return { id, title, points: 0, maxPoints, failure: outcome.failure, ...advice };
}

/** `answered`: there was an answer, and it is wrong. */
type Outcome = { readonly remark?: string } | { readonly failure: FailureDetails; readonly answered: boolean };

function* attempt(exercise: Exercise, check: Check, seed: number): Asking<Outcome> {
  try {
    const remark = yield* check.run(new Rng(seed).split(exercise.checks.indexOf(check)));
    return remark === undefined ? {} : { remark };
  } catch (error) {
    if (error instanceof Failure) return { failure: error.details, answered: true };
    if (error instanceof NoAnswer) return { failure: { problem: error.message }, answered: false };
    throw error;
  }
}

/**
 * The mistake by name. A mutant is put to the same check on the same numbers; when it fails in the same way with the
 * same wrong numbers, its misconception is the learner's. So every mistake that the bank holds is recognised, and no other.
 */
function diagnose(exercise: Exercise, check: Check, seed: number, failure: FailureDetails): Partial<CheckResult> {
  const mutant = exercise.bank.wrong.find(({ answers }) => {
    const outcome = converse(attempt(exercise, check, seed), localAnswers(answers));
    return "failure" in outcome && sameMistake(failure, outcome.failure);
  });
  return mutant ? { misconception: mutant.misconception, lookAt: mutant.lookAt } : { lookAt: check.lookAt };
}

function sameMistake(learner: FailureDetails, mutant: FailureDetails): boolean {
  const [a, b] = [learner.wrong, mutant.wrong];
  if (!a || !b) return !a && !b && learner.problem === mutant.problem;
  const tolerance = a.within ?? 1e-9;
  const same = (value: number, i: number): boolean =>
    Math.abs(value - b.values[i]) <= tolerance * Math.max(1, Math.abs(value));
  return a.name === b.name && a.values.length === b.values.length && a.values.every(same);
}
