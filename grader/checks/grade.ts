import { Rng } from "unrolled";
import { type Asking, converse, NoAnswer } from "./conversation.js";
import type { Answers, Check, Exercise, Mutant } from "./exercise.js";
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
  const named = new Set<Mutant>(); // one mistake mostly fails several checks: it is suspected first
  for (const check of exercise.checks) results.push(yield* gradeCheck(exercise, check, seed, named));
  return results;
}

export function score(results: readonly CheckResult[]): { points: number; maxPoints: number } {
  const sum = (of: (result: CheckResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  return { points: sum((result) => result.points), maxPoints: sum((result) => result.maxPoints) };
}

function* gradeCheck(exercise: Exercise, check: Check, seed: number, named: Set<Mutant>): Asking<CheckResult> {
  const { id, title, points: maxPoints } = check;
  const asked = new Set<string>();
  const outcome = yield* noting(asked, attempt(exercise, check, seed));
  if (!("failure" in outcome)) return { id, title, points: maxPoints, maxPoints, ...outcome };
  const { failure, answered } = outcome;
  if (!answered) return { id, title, points: 0, maxPoints, failure };
  const right = exercise.bank.right[0].answers;
  const suspects = [...named, ...exercise.bank.wrong].filter((mutant) => isSuspect(mutant, asked, right));
  const mutant = diagnose(exercise, check, seed, failure, suspects);
  if (!mutant) return { id, title, points: 0, maxPoints, failure, lookAt: failure.lookAt ?? check.lookAt };
  named.add(mutant);
  const { misconception, lookAt } = mutant;
  return { id, title, points: 0, maxPoints, failure, misconception, lookAt };
}

/** Notes the names that are asked for. */
function* noting<T>(names: Set<string>, asking: Asking<T>): Asking<T> {
  let turn = asking.next();
  while (!turn.done) {
    names.add(turn.value.name);
    turn = asking.next(yield turn.value);
  }
  return turn.value;
}

/** A mutant whose answers here are the very same as right ones explains nothing. */
const isSuspect = ({ answers }: Mutant, asked: ReadonlySet<string>, right: Answers): boolean =>
  [...asked].some((name) => typeof answers[name] !== "function" || answers[name] !== right[name]);

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
function diagnose(
  exercise: Exercise,
  check: Check,
  seed: number,
  failure: FailureDetails,
  suspects: readonly Mutant[],
): Mutant | undefined {
  return suspects.find(({ answers }) => {
    const outcome = converse(attempt(exercise, check, seed), localAnswers(answers));
    return "failure" in outcome && sameMistake(failure, outcome.failure);
  });
}

function sameMistake(learner: FailureDetails, mutant: FailureDetails): boolean {
  const [a, b] = [learner.wrong, mutant.wrong];
  if (!a || !b) return !a && !b && learner.problem === mutant.problem;
  const tolerance = a.within ?? 1e-9;
  const same = (value: number, i: number): boolean =>
    Math.abs(value - b.values[i]) <= tolerance * Math.max(1, Math.abs(value));
  return a.name === b.name && a.values.length === b.values.length && a.values.every(same);
}
