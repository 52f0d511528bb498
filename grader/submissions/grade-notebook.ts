import { randomInt } from "node:crypto";
import { basename, join } from "node:path";
import { converseAsync } from "../checks/conversation.js";
import type { Exercise } from "../checks/exercise.js";
import { type CheckResult, gradeExercise, score } from "../checks/grade.js";
import { RunnerProblem } from "../runner/peer.js";
import type { Runner } from "../runner/runner.js";
import type { Limits } from "../runner/session.js";
import { type Notebook, readNotebook, UnreadableNotebook } from "./notebook.js";
import { prepare } from "./prepare.js";
import { rebuild } from "./rebuild.js";
import { type Course, course as unrolled } from "./unrolled.js";
import { inVariant, strangeNumbers } from "./variant.js";

export type GradedNotebook = {
  readonly path: string;
  readonly exercise: number;
  readonly title: string;
  readonly points: number;
  readonly maxPoints: number;
  readonly checks: readonly CheckResult[];
  /** What went wrong before any check: cells that do not run, or were not found. */
  readonly problems: readonly string[];
  /** Feedback, not points. */
  readonly typeErrors: readonly string[];
  /** What the learner's code printed. */
  readonly output: string;
  /** How long it took. */
  readonly seconds: number;
};

export type RefusedNotebook = { readonly path: string; readonly refused: string };

/** One of an exercise that does not count: it is not graded. */
export type UnsetNotebook = Pick<GradedNotebook, "path" | "exercise">;

export type GradingOptions = {
  readonly limits?: Limits;
  /** The learner's own variant, where learners have other numbers each. */
  readonly variant?: number;
  /** Another course than this one. */
  readonly course?: Course;
  /** The exercises that count; all, if not said. */
  readonly exercises?: readonly number[];
};

/** A seed that nobody can know before. */
export const freshSeed = (): number => randomInt(2 ** 48 - 1);

/**
 * Grades one notebook. One that cannot be read is reported as refused, never dropped.
 *
 * @throws RunnerProblem when a process of ours does not start: that is nobody's zero
 */
export async function gradeNotebook(
  path: string,
  seed: number,
  runner: Runner,
  options: GradingOptions = {},
): Promise<GradedNotebook | RefusedNotebook | UnsetNotebook> {
  const { course = unrolled, exercises } = options;
  try {
    const submission = readNotebook(path);
    const exercise = exerciseOf(path, submission, course);
    if (exercises && !exercises.includes(exercise.number)) return { path, exercise: exercise.number };
    return { path, ...(await grade(submission, exercise, seed, runner, options)) };
  } catch (error) {
    if (error instanceof UnreadableNotebook) return { path, refused: error.message };
    throw error;
  }
}

async function grade(
  submission: Notebook,
  exercise: Exercise,
  seed: number,
  runner: Runner,
  { course = unrolled, limits, variant }: GradingOptions,
): Promise<Omit<GradedNotebook, "path">> {
  const start = performance.now();
  const own = variant === undefined ? exercise : (exercise.variant?.(variant) ?? exercise);
  const template = templateOf(course, exercise);
  const { cells, problems } = rebuild(
    variant === undefined ? template : inVariant(template, exercise, variant),
    submission,
  );
  const { runnable, refused, typeErrors } = await prepare(cells, runner.transpiler);
  const session = runner.session(runnable, exercise.withheld, limits);
  const asking = gradeExercise(own, seed);
  const results = await converseAsync(asking, (request) => session.answer(request)).finally(() => session.close());
  const checks = results.map(short);
  const { number, title } = exercise;
  const found = [...strangeNumbers(submission, exercise, variant), ...problems, ...refused, ...session.problems];
  const seconds = (performance.now() - start) / 1000;
  const { output } = session;
  return { exercise: number, title, ...score(checks), checks, problems: found, typeErrors, output, seconds };
}

/** @throws RunnerProblem when the course's own notebook cannot be read: no fault of a learner's */
function templateOf({ folder }: Course, { slug }: Exercise): Notebook {
  try {
    return readNotebook(join(folder, `${slug}.ipynb`));
  } catch (error) {
    throw new RunnerProblem(`the course's own ${slug}.ipynb: ${(error as Error).message}`);
  }
}

const MAX_TEXT = 5000;

/** A learner's text finds its way into messages; a report stays readable whatever is in it. */
function short(result: CheckResult): CheckResult {
  const { failure } = result;
  if (!failure) return result;
  const texts = Object.entries(failure).map(([key, text]) =>
    typeof text === "string" && text.length > MAX_TEXT ? [key, `${text.slice(0, MAX_TEXT)}…`] : [key, text],
  );
  return { ...result, failure: Object.fromEntries(texts) };
}

/** By the number that the file's name begins with, else by what the course wrote into the notebook. */
function exerciseOf(path: string, { metadata }: Notebook, { exercises }: Course): Exercise {
  const fromName = /^(\d+)/.exec(basename(path))?.[1];
  const fromCourse = (metadata.unrolled as { exercise?: unknown } | null | undefined)?.exercise;
  const number = fromName === undefined ? fromCourse : Number(fromName);
  const exercise = exercises.find((known) => known.number === number);
  if (exercise) return exercise;
  throw new UnreadableNotebook("belongs to no exercise: its name must begin with the exercise's number");
}
