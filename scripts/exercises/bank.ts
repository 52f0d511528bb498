import { converse } from "../../grader/checks/conversation.js";
import type { Answers, Exercise } from "../../grader/checks/exercise.js";
import { type CheckResult, gradeExercise } from "../../grader/checks/grade.js";
import { localAnswers } from "../../grader/checks/local.js";

/**
 * The bank as a table in Markdown, with what the checks make of it here and now: a wrong solution counts as named when
 * all that fails of it has its own misconception, and a right one as passed with full marks.
 */
export function bankTable(exercises: readonly Exercise[], seed: number): string {
  const rows = exercises.map((exercise) => [`${exercise.number}. ${exercise.title}`, ...counts(exercise, seed)]);
  const totals = [1, 2, 3, 4].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0));
  return [
    ["exercise", "wrong solutions", "named", "right in another form", "full marks"],
    ["---", "--:", "--:", "--:", "--:"],
    ...rows,
    ["all", ...totals],
  ]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function counts(exercise: Exercise, seed: number): number[] {
  const failures = (answers: Answers): CheckResult[] =>
    converse(gradeExercise(exercise, seed), localAnswers(answers)).filter(({ failure }) => failure);
  const { wrong, right } = exercise.bank;
  const named = wrong.filter(({ misconception, answers }) => {
    const failed = failures(answers);
    return failed.length > 0 && failed.every((result) => result.misconception === misconception);
  });
  const passed = right.filter(({ answers }) => failures(answers).length === 0);
  return [wrong, named, right, passed].map(({ length }) => length);
}
