import type { Isolation } from "../sandbox/level.js";
import type { GradedNotebook, RefusedNotebook, UnsetNotebook } from "../submissions/grade-notebook.js";

/** A notebook that the grader could not grade by a fault of its own: nobody's zero. */
export type FailedNotebook = { readonly path: string; readonly failed: string };

export type NotebookResult = GradedNotebook | RefusedNotebook | UnsetNotebook | FailedNotebook;

/** An exercise that counts in this report. */
export type SetExercise = {
  readonly number: number;
  readonly title: string;
  readonly maxPoints: number;
  readonly insight: string;
};

export type LearnerReport = {
  readonly learner: string;
  readonly points: number;
  readonly maxPoints: number;
  /** One for each exercise that was handed in, in order: the best, where there are several. */
  readonly graded: readonly GradedNotebook[];
  /** Those that a better one of the same exercise stands before. */
  readonly superseded: readonly GradedNotebook[];
  /** Those of exercises that do not count: not graded. */
  readonly notSet: readonly UnsetNotebook[];
  /** What could not be read, each with the reason. */
  readonly refused: readonly RefusedNotebook[];
  readonly failed: readonly FailedNotebook[];
  /** Exercises of which nothing was graded: nothing came, or what came is among `refused` or `failed`. */
  readonly missing: readonly number[];
};

/** What to say of a missing exercise. A notebook that was not graded may have been of it. */
export const absence = ({ refused, failed }: LearnerReport): string =>
  refused.length + failed.length > 0 ? "nothing was graded" : "nothing was handed in";

/** Whether the points are a mark: not while the grader itself failed on something, for that is nobody's zero. */
export const isGraded = ({ failed }: LearnerReport): boolean => failed.length === 0;

/** What the teacher is told of those who have no mark yet. */
export const notGradedYet = (learners: readonly LearnerReport[]): string[] =>
  learners.filter((one) => !isGraded(one)).map(({ learner }) => `${learner}: not graded yet: run again`);

/** All that is known about one run of the grader: every other format is made from it. */
export type Report = {
  readonly format: "unrolled-grader/2";
  readonly title: string;
  /** Of the grader: two reports of one version and seed are comparable. */
  readonly version: string;
  readonly seed: number;
  readonly isolation: Isolation;
  readonly exercises: readonly SetExercise[];
  readonly learners: readonly LearnerReport[];
};

/** Everything that came from one learner, put in order. */
export function learnerReport(
  learner: string,
  results: readonly NotebookResult[],
  exercises: readonly SetExercise[],
): LearnerReport {
  const graded: GradedNotebook[] = [];
  const counted: GradedNotebook[] = [];
  const refused: RefusedNotebook[] = [];
  const failed: FailedNotebook[] = [];
  const notSet: UnsetNotebook[] = [];
  const isSet = ({ exercise }: UnsetNotebook): boolean => exercises.some(({ number }) => number === exercise);
  for (const result of results) {
    if ("refused" in result) refused.push(result);
    else if ("failed" in result) failed.push(result);
    else if ("checks" in result && isSet(result)) graded.push(result);
    else notSet.push({ path: result.path, exercise: result.exercise });
  }
  for (const { number } of exercises) {
    const [best] = graded.filter(({ exercise }) => exercise === number).sort((a, b) => b.points - a.points);
    if (best) counted.push(best);
  }
  return {
    learner,
    points: counted.reduce((sum, { points }) => sum + points, 0),
    maxPoints: exercises.reduce((sum, { maxPoints }) => sum + maxPoints, 0),
    graded: counted,
    superseded: graded.filter((notebook) => !counted.includes(notebook)),
    notSet,
    refused,
    failed,
    missing: exercises.map(({ number }) => number).filter((n) => !counted.some(({ exercise }) => exercise === n)),
  };
}
