import type { CheckResult } from "../checks/grade.js";
import type { GradedNotebook } from "../submissions/grade-notebook.js";
import { clean, cleanLine } from "./clean.js";
import { absence, isGraded, type LearnerReport, type NotebookResult, type Report } from "./report.js";
import { type Distribution, distribution, hardestChecks } from "./statistics.js";

/** The report for a terminal: everything about one learner, or a summary of a class. */
export function textReport(report: Report): string {
  const { learners, seed, isolation } = report;
  const { level, measures, caution } = isolation;
  return [
    ...(learners.length === 1 ? learnerLines(learners[0]) : classLines(report)),
    "",
    `Seed ${seed}. Isolation ${level}: ${measures.join("; ")}.${caution ? ` ${caution}` : ""}`,
  ].join("\n");
}

function learnerLines(learner: LearnerReport): string[] {
  const { graded, superseded, notSet, refused, failed, missing, points, maxPoints } = learner;
  const notebooks: NotebookResult[] = [...graded, ...refused, ...failed];
  return [
    ...notebooks.flatMap((notebook) => ["", ...notebookLines(notebook)]),
    "",
    ...superseded.map(({ path }) => `Not counted, a better one of the same exercise is there: ${cleanLine(path)}`),
    ...notSet.flatMap(notebookLines),
    ...missing.map((number) => `Exercise ${number}: ${absence(learner)}`),
    isGraded(learner) ? `Total: ${points} of ${maxPoints} points` : "Total: not graded yet: run again",
  ];
}

function classLines(report: Report): string[] {
  const { learners, exercises } = report;
  const maxPoints = exercises.reduce((sum, exercise) => sum + exercise.maxPoints, 0);
  const trouble = learners.flatMap(({ learner, refused, failed }) =>
    [...refused, ...failed].flatMap((notebook) => [`  ${cleanLine(learner)}: ${notebookLines(notebook)[0]}`]),
  );
  return [
    "",
    `${learners.length} learners, ${exercises.length} exercises, ${maxPoints} points`,
    "",
    ...distributionLines(distribution(report)),
    "",
    "Hardest checks (share of those who handed the exercise in):",
    ...hardestChecks(report, 8).map(
      ({ exercise, title, passed, handedIn, commonest }) =>
        `  ${percent(passed / handedIn)}  ${exercise} · ${cleanLine(title)}${commonest ? `  (most often: ${commonest})` : ""}`,
    ),
    ...(trouble.length > 0 ? ["", "Not graded:", ...trouble] : []),
  ];
}

const percent = (share: number): string => `${Math.round(100 * share)} %`.padStart(5);

function distributionLines(scores: Distribution | undefined): string[] {
  if (!scores) return ["Scores: nobody is graded yet"];
  const { bins, mean, median, notGraded } = scores;
  const most = Math.max(...bins.map(({ count }) => count));
  const bars = bins.map(
    ({ from, to, count }) =>
      `  ${`${from}–${to} %`.padStart(8)}  ${"█".repeat(Math.ceil((30 * count) / most))}${count ? " " : ""}${count}`,
  );
  const without = notGraded > 0 ? `, without ${notGraded} not graded yet` : "";
  return [`Scores: mean ${percent(mean).trim()}, median ${percent(median).trim()}${without}`, ...bars];
}

export function notebookLines(notebook: NotebookResult): string[] {
  if ("refused" in notebook) return [`NOT GRADED  ${cleanLine(notebook.path)}: ${clean(notebook.refused)}`];
  if ("failed" in notebook) return [`THE GRADER FAILED  ${cleanLine(notebook.path)}: ${clean(notebook.failed)}`];
  if ("checks" in notebook) return gradedLines(notebook);
  return [`Not counted, exercise ${notebook.exercise} was not set: ${cleanLine(notebook.path)}`];
}

function gradedLines(graded: GradedNotebook): string[] {
  const { path, exercise, title, points, maxPoints, checks, problems, typeErrors, output } = graded;
  return [
    `Exercise ${exercise}  ${title}: ${points} of ${maxPoints} points  (${cleanLine(path)})`,
    ...problems.map((problem) => `  ! ${clean(problem)}`),
    ...typeErrors.map((error) => `  ! Type error, without effect on the points: ${clean(error)}`),
    ...checks.flatMap(checkLines),
    ...(output ? ["  Printed by the submission:", ...indented(clean(output.slice(0, 2000)), "    ")] : []),
  ];
}

function checkLines(result: CheckResult): string[] {
  const { title, points, maxPoints, failure, remark } = result;
  const head = `  ${failure ? "✗" : "✓"} ${points}/${maxPoints}  ${title}${remark ? ` (${remark})` : ""}`;
  return failure ? [head, ...indented(feedback(result), "      ")] : [head];
}

/** Why a check failed, as text: what was wrong, the mistake by name, where to look. Nothing in it steers a terminal. */
export function feedback({ failure, misconception, lookAt }: CheckResult): string {
  const name = misconception ? [`This is what comes of: ${misconception}.`] : [];
  return [clean(failure?.problem ?? "").trimEnd(), ...name, ...(lookAt ? [`Look at: ${lookAt}`] : [])].join("\n");
}

const indented = (text: string, by: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => by + line);
