import { join } from "node:path";
import {
  type LearnerReport,
  learnerReport,
  type NotebookResult,
  type Report,
  type SetExercise,
} from "../reports/report.js";
import type { Isolation } from "../sandbox/level.js";
import type { Course } from "../submissions/unrolled.js";
import { variantOf } from "../submissions/variant.js";
import type { Submission } from "./find.js";
import { gradeAll } from "./pool.js";
import { Progress } from "./progress.js";
import { graderVersion } from "./version.js";
import type { Task } from "./worker.js";

export type ClassOptions = {
  readonly seed: number;
  readonly jobs: number;
  readonly isolation: Isolation;
  readonly title: string;
  readonly course: Course;
  /** The module that exports `course`. */
  readonly courseModule: string;
  /** Every learner has the variant that this and their name make. */
  readonly variantKey?: string;
  /** The exercises that count; those that anybody handed in, if not said. */
  readonly exercises?: readonly number[];
  /** Where results are kept for the next run. */
  readonly out?: string;
};

/** Grades what was handed in, and reports on everybody. @throws GraderProblem */
export async function gradeClass(submissions: readonly Submission[], options: ClassOptions): Promise<Report> {
  const { course, seed, isolation, title } = options;
  const version = graderVersion(course);
  const tasks = submissions.flatMap((submission) => tasksOf(submission, version, options));
  const progress = new Progress(tasks.length);
  const results = await gradeAll(tasks, options.jobs, (done) => progress.tick(done?.isNew));
  const exercises = setExercises(course, options.exercises ?? handedIn(results));
  const learners = learnerReports(submissions, results, exercises);
  return { format: "unrolled-grader/2", title, version, seed, isolation, exercises, learners };
}

function tasksOf({ learner, notebooks }: Submission, version: string, options: ClassOptions): Task[] {
  const { seed, isolation, variantKey, courseModule, exercises, out } = options;
  return notebooks.map((path) => ({
    path,
    seed,
    version,
    level: isolation.level,
    variant: variantKey === undefined ? undefined : variantOf(variantKey, learner),
    course: courseModule,
    exercises,
    store: out && join(out, "results"),
  }));
}

const handedIn = (results: readonly NotebookResult[]): number[] =>
  results.flatMap((result) => ("exercise" in result ? [result.exercise] : []));

function setExercises({ exercises }: Course, numbers: readonly number[]): SetExercise[] {
  return exercises
    .filter(({ number }) => numbers.includes(number))
    .map(({ number, title, insight, checks }) => ({
      number,
      title,
      maxPoints: checks.reduce((sum, { points }) => sum + points, 0),
      insight,
    }));
}

/** The results come in the order of the submissions' notebooks. */
function learnerReports(
  submissions: readonly Submission[],
  results: readonly NotebookResult[],
  exercises: readonly SetExercise[],
): LearnerReport[] {
  let next = 0;
  return submissions.map(({ learner, notebooks, refused }) => {
    const own = results.slice(next, next + notebooks.length);
    next += notebooks.length;
    const nothing = refused === undefined ? [] : [{ path: "the folder", refused }];
    return learnerReport(learner, [...own, ...nothing], exercises);
  });
}
