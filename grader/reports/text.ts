import { stripVTControlCharacters } from "node:util";
import type { CheckResult } from "../checks/grade.js";
import type { GradedNotebook, RefusedNotebook } from "../submissions/grade-notebook.js";
import { type Report, total } from "./report.js";

/** The report for a terminal. */
export function textReport(report: Report): string {
  const { points, maxPoints } = total(report);
  const { level, measures, caution } = report.isolation;
  return [
    ...report.notebooks.flatMap((notebook) => [
      "",
      ...("refused" in notebook ? refusedLines(notebook) : gradedLines(notebook)),
    ]),
    "",
    `Total: ${points} of ${maxPoints} points`,
    `Seed ${report.seed}. Isolation ${level}: ${measures.join("; ")}.${caution ? ` ${caution}` : ""}`,
  ].join("\n");
}

const refusedLines = ({ path, refused }: RefusedNotebook): string[] => [
  `NOT GRADED  ${clean(path)}: ${clean(refused)}`,
];

function gradedLines(graded: GradedNotebook): string[] {
  const { path, exercise, title, points, maxPoints, checks, problems, typeErrors, output } = graded;
  return [
    `Exercise ${exercise}  ${title}: ${points} of ${maxPoints} points  (${clean(path)})`,
    ...problems.map((problem) => `  ! ${clean(problem)}`),
    ...typeErrors.map((error) => `  ! Type error, without effect on the points: ${clean(error)}`),
    ...checks.flatMap(checkLines),
    ...(output ? ["  Printed by the submission:", ...indented(clean(output.slice(0, 2000)), "    ")] : []),
  ];
}

function checkLines({ title, points, maxPoints, failure, remark, misconception, lookAt }: CheckResult): string[] {
  const head = `  ${failure ? "✗" : "✓"} ${points}/${maxPoints}  ${title}${remark ? ` (${remark})` : ""}`;
  if (!failure) return [head];
  const name = misconception ? [`      This is what comes of: ${misconception}.`] : [];
  return [
    head,
    ...indented(clean(failure.problem), "      "),
    ...name,
    ...(lookAt ? [`      Look at: ${lookAt}`] : []),
  ];
}

const indented = (text: string, by: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => by + line);

/** A learner's text must not steer the terminal. */
function clean(text: string): string {
  return stripVTControlCharacters(text).replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, "");
}
