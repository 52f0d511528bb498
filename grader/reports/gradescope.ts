import { basename } from "node:path";
import { clean, cleanLine } from "./clean.js";
import { perGraded } from "./file-name.js";
import type { Written } from "./format.js";
import { absence, type LearnerReport, type Report } from "./report.js";
import { feedback, notebookLines } from "./text.js";

type Test = {
  readonly name: string;
  readonly number: string;
  readonly score: number;
  readonly max_score: number;
  readonly status: "passed" | "failed";
  readonly output: string;
  readonly output_format: "text";
  readonly tags: readonly string[];
  readonly visibility: "visible";
  readonly extra_data: { readonly exercise: number; readonly check: string; readonly misconception?: string };
};

/**
 * Gradescope's `results.json`, one for each learner. All texts are plain; the seed is the instructor's (`extra_data`). None
 * where the grader itself failed: that is nobody's zero.
 */
export function gradescope(report: Report): Written {
  return perGraded(
    report.learners,
    "results.json",
    "gradescope",
    (learner) => `${JSON.stringify(results(report, learner), null, 2)}\n`,
  );
}

function results({ version, seed, isolation }: Report, learner: LearnerReport): object {
  const { points, graded, refused, missing } = learner;
  const output = [
    ...refused.flatMap((notebook) => notebookLines({ ...notebook, path: basename(notebook.path) })),
    ...missing.map((number) => `Exercise ${number}: ${absence(learner)}.`),
    ...graded.flatMap(({ exercise, problems, typeErrors }) => [
      ...problems.map((problem) => `Exercise ${exercise}: ${cleanLine(problem)}`),
      ...typeErrors.map(
        (error) => `Exercise ${exercise}: type error, without effect on the points: ${cleanLine(error)}`,
      ),
    ]),
  ];
  return {
    score: points,
    execution_time: Math.round(graded.reduce((sum, { seconds = 0 }) => sum + seconds, 0)),
    output: output.join("\n") || "Everything could be graded.",
    output_format: "text",
    visibility: "visible",
    stdout_visibility: "hidden",
    extra_data: { version, seed, isolation: isolation.level },
    tests: tests(learner),
    leaderboard: [],
  };
}

function tests({ graded }: LearnerReport): Test[] {
  return graded.flatMap(({ exercise, title, checks }) =>
    checks.map((check, i) => ({
      name: clean(`${title}: ${check.title}`),
      number: `${exercise}.${i + 1}`,
      score: check.points,
      max_score: check.maxPoints,
      status: check.failure ? ("failed" as const) : ("passed" as const),
      output: check.failure ? feedback(check) : (check.remark ?? ""),
      output_format: "text" as const,
      tags: [`exercise-${exercise}`],
      visibility: "visible" as const,
      extra_data: { exercise, check: check.id, misconception: check.misconception },
    })),
  );
}
