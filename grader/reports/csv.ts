import type { Written } from "./format.js";
import { isGraded, type LearnerReport, type Report } from "./report.js";
import { rounded, toCsv } from "./table.js";

/**
 * A row for each learner, a column for each exercise; empty where nothing was handed in. No total is written where the
 * grader itself failed on something: that is nobody's zero.
 */
export function csv({ exercises, learners }: Report): Written {
  const columns = exercises.map(({ number, maxPoints }) => `Exercise ${number} (of ${maxPoints})`);
  const head = ["Learner", "Points", "Of", "Per cent", ...columns, "Not graded"];
  const rows = learners.map((one) => {
    const { learner, points, maxPoints } = one;
    const share = maxPoints > 0 ? rounded((100 * points) / maxPoints) : 0;
    const total = isGraded(one) ? [points, maxPoints, share] : ["", maxPoints, ""];
    return [learner, ...total, ...exercises.map(({ number }) => pointsIn(one, number)), notGraded(one)];
  });
  return { files: new Map([["grades.csv", toCsv([head, ...rows])]]) };
}

const pointsIn = ({ graded }: LearnerReport, number: number): number | string =>
  graded.find(({ exercise }) => exercise === number)?.points ?? "";

const notGraded = ({ refused, failed }: LearnerReport): string =>
  [...refused.map(({ refused }) => refused), ...failed.map(({ failed }) => `the grader failed: ${failed}`)].join("; ");
