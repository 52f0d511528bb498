import { describe, expect, it } from "vitest";
import type { GradedNotebook } from "../submissions/grade-notebook.js";
import { learnerReport, type NotebookResult, type Report, type SetExercise } from "./report.js";
import { distribution, hardestChecks } from "./statistics.js";
import { textReport } from "./text.js";

const exercises: SetExercise[] = [1, 2].map((number) => ({ number, title: `E${number}`, maxPoints: 2, insight: "" }));

/** A notebook with two checks of a point each. */
function graded(exercise: number, right: readonly boolean[], misconception?: string): GradedNotebook {
  const checks = right.map((isRight, i) => ({
    id: `c${i}`,
    title: `check ${i}`,
    points: isRight ? 1 : 0,
    maxPoints: 1,
    ...(isRight ? {} : { failure: { problem: "no" }, misconception }),
  }));
  const points = right.filter(Boolean).length;
  return { path: `${exercise}.ipynb`, exercise, title: `E${exercise}`, points, maxPoints: 2, checks, problems: [], typeErrors: [], output: "", seconds: 0 }; // biome-ignore format: one
}

const reportOn = (learners: { readonly [name: string]: readonly NotebookResult[] }): Report => ({
  format: "unrolled-grader/2",
  title: "T",
  version: "v",
  seed: 1,
  isolation: { level: "L2", measures: [] },
  exercises,
  learners: Object.entries(learners).map(([name, results]) => learnerReport(name, results, exercises)),
});

describe("a learner's report", () => {
  it("counts the best notebook of an exercise, and names what is missing and what could not be read", () => {
    const [poor, good] = [graded(1, [true, false]), graded(1, [true, true])];
    const refused = { path: "x.ipynb", refused: "is not JSON" };
    expect(learnerReport("ann", [poor, refused, good], exercises)).toEqual({
      learner: "ann",
      points: 2,
      maxPoints: 4,
      graded: [good],
      superseded: [poor],
      notSet: [],
      refused: [refused],
      failed: [],
      missing: [2],
    });
  });

  it("counts nothing of an exercise that was not set, graded by an earlier run or not at all", () => {
    const [known, unset] = [graded(9, [true, true]), { path: "8.ipynb", exercise: 8 }];
    const report = learnerReport("ann", [known, unset], exercises);
    expect(report).toMatchObject({ points: 0, maxPoints: 4, superseded: [], missing: [1, 2] });
    expect(report.notSet).toEqual([{ path: "9.ipynb", exercise: 9 }, unset]);
  });
});

describe("a class", () => {
  const report = reportOn({
    ann: [graded(1, [true, true]), graded(2, [true, true])],
    ben: [graded(1, [true, false], "a slip"), graded(2, [false, true])],
    cas: [graded(1, [true, false], "a slip")],
    dee: [graded(1, [true, false], "another"), { path: "2.ipynb", failed: "out of memory" }],
  });

  it("is distributed over ten bins, a full score in the last, without those who have no mark yet", () => {
    const scores = distribution(report);
    expect(scores?.bins.map(({ count }) => count)).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 0, 1]);
    expect(scores).toMatchObject({ mean: (1 + 0.5 + 0.25) / 3, median: 0.5, notGraded: 1 });
  });

  it("finds some checks harder than others, among those who handed the exercise in", () => {
    expect(hardestChecks(report, 5)).toEqual([
      { exercise: 1, title: "check 1", handedIn: 4, passed: 1, commonest: "a slip" },
      { exercise: 2, title: "check 0", handedIn: 2, passed: 1, commonest: undefined },
    ]);
  });

  it("is summed up for the terminal, with what went wrong", () => {
    const text = textReport(report);
    expect(text).toContain("Scores: mean 58 %, median 50 %, without 1 not graded yet\n");
    expect(text).toContain("25 %  1 · check 1  (most often: a slip)");
    expect(text).toContain("dee: THE GRADER FAILED  2.ipynb: out of memory");
  });
});
