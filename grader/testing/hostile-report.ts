import { learnerReport, type Report, type SetExercise } from "../reports/report.js";
import type { GradedNotebook } from "../submissions/grade-notebook.js";

/** What a learner may write where a text of theirs is shown. */
export const NASTY =
  "<script>alert(1)</script><img src=x onerror=alert(1)> $x^2$ `code` **bold** [l](javascript:alert(1)) " +
  "\u001b[2J\u001b]8;;http://x\u0007\u0000\u009b31m\u202Eevil\u2066\ud800 ]]> --> &amp; \"'\u2028\r\n=cmd()";

export const NAMES: readonly string[] = [
  "ann",
  "=cmd|'calc'!A0",
  "+1",
  "-2+3",
  "@SUM(A1)",
  "＝1+1",
  "\u200B=1+1",
  "\t=1+1",
  "\r=1+1",
  '"><script>alert(1)</script>',
  "\u001b[31mred\u202Etxt.exe",
  "javascript:alert(1)",
  "..",
  "index",
  "CON",
  `long ${"x".repeat(300)}`,
  "\ud800half",
];

const exercises: readonly SetExercise[] = [
  { number: 1, title: "A title with $h_t$", maxPoints: 4, insight: "An **insight**." },
];

const notebook: GradedNotebook = {
  path: `somewhere/${NASTY}.ipynb`,
  exercise: 1,
  title: "A title",
  points: 3,
  maxPoints: 4,
  checks: [
    { id: "a", title: "the first", points: 3, maxPoints: 3, remark: "carried forward" },
    {
      id: "b",
      title: "the second",
      points: 0,
      maxPoints: 1,
      failure: { problem: NASTY, input: NASTY, got: NASTY, expected: "1" },
      misconception: "the mistake",
      lookAt: "the *sum*",
    },
  ],
  problems: [NASTY],
  typeErrors: [NASTY],
  output: NASTY,
  seconds: 1.5,
};

/** A report in which every text of a learner's is hostile. */
export const hostileReport: Report = {
  format: "unrolled-grader/2",
  title: "Unrolled",
  version: "abc",
  seed: 987654321012,
  isolation: { level: "L2", measures: ["all of them"] },
  exercises,
  learners: NAMES.map((learner) =>
    learnerReport(
      learner,
      [notebook, { path: `${NASTY}.ipynb`, refused: `is not JSON ${NASTY}` }, { path: `${NASTY}.ipynb`, exercise: 9 }],
      exercises,
    ),
  ),
};
