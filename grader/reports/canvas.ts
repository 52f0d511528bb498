import type { Inputs, Written } from "./format.js";
import type { LearnerReport, Report } from "./report.js";
import { normal, readCsv, rounded, toCsv } from "./table.js";

const COLUMNS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"];

/**
 * Canvas's gradebook. With its export, the assignment's column is filled (or added) in the rows that are there; a learner
 * is told by any of the identities in a row. Without, the learners' names stand in for the login. No grade is written
 * where the grader itself failed on something: that is nobody's zero.
 */
export function canvas(report: Report, { canvasExport }: Inputs): Written {
  if (canvasExport !== undefined) return filled(report, canvasExport);
  const rows = report.learners.map((one) => {
    const { learner, points } = one;
    return [learner, idIn(learner) ?? "", "", learner, "", isDone(one) ? points : ""];
  });
  const table = [[...COLUMNS, report.title], pointsPossible(report), ...rows];
  return { files: new Map([["canvas.csv", toCsv(table)]]), notes: notGradedYet(report) };
}

const isDone = ({ failed }: LearnerReport): boolean => failed.length === 0;

const notGradedYet = ({ learners }: Pick<Report, "learners">): string[] =>
  learners.filter((one) => !isDone(one)).map(({ learner }) => `${learner}: not graded yet: run again`);

const pointsPossible = ({ exercises }: Report): (string | number)[] => [
  "    Points Possible",
  ...COLUMNS.slice(1).map(() => ""),
  exercises.reduce((sum, { maxPoints }) => sum + maxPoints, 0),
];

function filled({ title, learners }: Report, canvasExport: string): Written {
  const { columns, rows } = readCsv(canvasExport);
  const identity = COLUMNS.map((name) => columns.indexOf(name));
  const assignment = columns.find((name) => name === title || name.replace(/ \(\d+\)$/, "") === title) ?? title;
  const at = columns.indexOf(assignment);
  const left = new Set(learners);
  const out: (string | number)[][] = [];
  for (const row of rows) {
    const known = identity.map((i) => row[i] ?? "");
    const isLearner = known[1] !== "" || known[3] !== "";
    const learner = isLearner ? learners.find((one) => isIn(one, known)) : undefined;
    if (learner) left.delete(learner);
    const possible =
      !isLearner && /^\s*points possible/i.test(known[0]) ? (learners[0]?.maxPoints ?? "") : (row[at] ?? "");
    out.push([...known, learner && isDone(learner) ? rounded(learner.points) : possible]);
  }
  return {
    files: new Map([["canvas.csv", toCsv([[...COLUMNS, assignment], ...out])]]),
    notes: [...notGradedYet({ learners }), ...[...left].map(({ learner }) => `${learner} has no row in the export`)],
  };
}

/** In Canvas's download of submissions the name ends with the student's number. */
const idIn = (learner: string): string | undefined => /_(\d+)$/.exec(learner)?.[1];

function isIn({ learner }: LearnerReport, [student, id, sis, login]: readonly string[]): boolean {
  const [last = "", first = ""] = student.split(",").map(normal);
  const names = [id, sis, login, student, `${first} ${last}`].map(normal);
  return names.some((name) => name !== "" && name === normal(learner)) || (id !== "" && idIn(learner) === id);
}
