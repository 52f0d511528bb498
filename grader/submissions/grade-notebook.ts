import { randomInt } from "node:crypto";
import { basename, join } from "node:path";
import { findExercise } from "../catalogue/index.js";
import { converseAsync, type Reply, type Request } from "../checks/conversation.js";
import type { Exercise } from "../checks/exercise.js";
import { type CheckResult, gradeExercise, score } from "../checks/grade.js";
import { LIMITS, type Limits, type RunnableCell, Session } from "../runner/session.js";
import type { Transpiler } from "../runner/transpile-client.js";
import { courseRoot } from "./course.js";
import { type Notebook, readNotebook, UnreadableNotebook } from "./notebook.js";
import { rebuild } from "./rebuild.js";

export type GradedNotebook = {
  readonly path: string;
  readonly exercise: number;
  readonly title: string;
  readonly points: number;
  readonly maxPoints: number;
  readonly checks: readonly CheckResult[];
  /** What went wrong before any check: cells that do not run, or were not found. */
  readonly problems: readonly string[];
  /** What the learner's code printed. */
  readonly output: string;
};

export type RefusedNotebook = { readonly path: string; readonly refused: string };

/** A seed that nobody can know before. */
export const freshSeed = (): number => randomInt(2 ** 48 - 1);

/** Grades one notebook. One that cannot be read is reported as refused, never dropped. */
export async function gradeNotebook(
  path: string,
  seed: number,
  transpiler: Transpiler,
  limits: Limits = LIMITS,
): Promise<GradedNotebook | RefusedNotebook> {
  try {
    const submission = readNotebook(path);
    const exercise = exerciseOf(path, submission);
    return await grade(path, submission, exercise, seed, transpiler, limits);
  } catch (error) {
    if (error instanceof UnreadableNotebook) return { path, refused: error.message };
    throw error;
  }
}

async function grade(
  path: string,
  submission: Notebook,
  exercise: Exercise,
  seed: number,
  transpiler: Transpiler,
  limits: Limits,
): Promise<GradedNotebook> {
  const template = readNotebook(join(courseRoot(), "exercises", `${exercise.slug}.ipynb`));
  const { cells, problems } = rebuild(template, submission);
  const runnable: RunnableCell[] = [];
  const refused: string[] = [];
  for (const { id, source } of cells) {
    const { code, errors } = await transpiler.transpile(source);
    if (errors.length > 0) refused.push(`the cell [${id}] does not run: ${errors[0]}`);
    else runnable.push({ id, code });
  }
  const session = new Session(runnable, exercise.withheld, limits);
  const answer = (request: Request): Promise<Reply> => session.answer(request);
  const checks = await converseAsync(gradeExercise(exercise, seed), answer).finally(() => session.close());
  const { number, title } = exercise;
  const found = [...problems, ...refused, ...session.problems];
  return { path, exercise: number, title, ...score(checks), checks, problems: found, output: session.output };
}

/** By the number that the file's name begins with, else by what the course wrote into the notebook. */
function exerciseOf(path: string, { metadata }: Notebook): Exercise {
  const fromName = /^(\d+)/.exec(basename(path))?.[1];
  const fromCourse = (metadata.unrolled as { exercise?: unknown } | undefined)?.exercise;
  const exercise = findExercise(Number(fromName ?? fromCourse));
  if (exercise) return exercise;
  throw new UnreadableNotebook("belongs to no exercise: its name must begin with the exercise's number");
}
