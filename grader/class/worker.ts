import workerpool from "workerpool";
import { RunnerProblem } from "../runner/peer.js";
import { Runner } from "../runner/runner.js";
import type { Level } from "../sandbox/level.js";
import {
  type GradedNotebook,
  gradeNotebook,
  type RefusedNotebook,
  type UnsetNotebook,
} from "../submissions/grade-notebook.js";
import { readBytes, UnreadableNotebook } from "../submissions/notebook.js";
import type { Course } from "../submissions/unrolled.js";
import { resultKey, Store } from "./store.js";

/*
 * A process of the pool: grades one notebook after another. A check that computes for long holds up no other learner's
 * answer, and what brings this process down costs one notebook.
 */

/** One notebook to grade. */
export type Task = {
  readonly path: string;
  readonly seed: number;
  readonly version: string;
  readonly level: Level;
  readonly variant?: number;
  /** The module whose `course` it belongs to. */
  readonly course: string;
  /** The exercises that count; all, if not said. */
  readonly exercises?: readonly number[];
  /** Where results are kept, if they are. */
  readonly store?: string;
};

/** `isNew`: graded now, not found in the store. */
export type Done = { readonly result: Result; readonly isNew: boolean };
type Result = GradedNotebook | RefusedNotebook | UnsetNotebook;

let runner: Promise<Runner> | undefined;

async function gradeTask(task: Task): Promise<Done> {
  try {
    return await gradeOrFind(task);
  } catch (error) {
    if (error instanceof UnreadableNotebook)
      return { result: { path: task.path, refused: error.message }, isNew: false };
    if (error instanceof RunnerProblem) giveUpRunner();
    throw error;
  }
}

async function gradeOrFind({ path, store, exercises, ...terms }: Task): Promise<Done> {
  const { seed, level, variant } = terms;
  const key = resultKey(path, readBytes(path), terms);
  const results = store === undefined ? undefined : new Store<Result>(store);
  const known = results?.get(key);
  if (known) return { result: { ...known, path }, isNew: false };
  const { course } = (await import(terms.course)) as { course: Course };
  runner ??= Runner.open(level);
  const result = withoutArrays(await gradeNotebook(path, seed, await runner, { variant, course, exercises }));
  const isUnset = "exercise" in result && !("checks" in result);
  if (!isUnset) results?.set(key, result); // it may count in a later run
  return { result, isNew: true };
}

/** The next notebook gets a new one. */
function giveUpRunner(): void {
  runner?.then(
    (opened) => opened.close(),
    () => {}, // it never opened
  );
  runner = undefined;
}

/** As it is kept: the numbers that mutants are compared with have served. */
function withoutArrays<T>(result: T): T {
  return JSON.parse(JSON.stringify(result, (key, value) => (key === "wrong" ? undefined : value)));
}

// Ended by a signal, it still ends the processes that it started.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

workerpool.worker({ grade: gradeTask });
