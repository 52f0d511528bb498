import type { Isolation } from "../sandbox/level.js";
import type { GradedNotebook, RefusedNotebook } from "../submissions/grade-notebook.js";

/** All that is known about one run of the grader: every other format is made from it. */
export type Report = {
  readonly format: "unrolled-grader/1";
  readonly seed: number;
  readonly isolation: Isolation;
  readonly notebooks: readonly (GradedNotebook | RefusedNotebook)[];
};

export function total({ notebooks }: Report): { points: number; maxPoints: number } {
  const graded = notebooks.filter((notebook): notebook is GradedNotebook => !("refused" in notebook));
  const sum = (of: (notebook: GradedNotebook) => number): number => graded.reduce((all, one) => all + of(one), 0);
  return { points: sum((one) => one.points), maxPoints: sum((one) => one.maxPoints) };
}

/** The report as JSON, with the total; the arrays that mutants are compared with stay inside. */
export function jsonReport(report: Report): string {
  const withoutArrays = (key: string, value: unknown): unknown => (key === "wrong" ? undefined : value);
  return `${JSON.stringify({ ...report, total: total(report) }, withoutArrays, 2)}\n`;
}
