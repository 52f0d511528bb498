import type { Inputs, Written } from "./format.js";
import { isGraded, notGradedYet, type Report } from "./report.js";
import { assign, type Identity, type Row } from "./roster.js";
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
    return [learner, idIn(learner) ?? "", "", learner, "", isGraded(one) ? points : ""];
  });
  const table = [[...COLUMNS, report.title], pointsPossible(report), ...rows];
  return { files: new Map([["canvas.csv", toCsv(table)]]), notes: notGradedYet(report.learners) };
}

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
  const known = rows.map((row) => identity.map((i) => row[i] ?? ""));
  const people = known.map(rowOf);
  const { learnerOf, notes } = assign(learners, people, identityOf, "export");
  const grades = rows.map((row, i) => {
    const learner = learnerOf.get(people[i]);
    if (learner && isGraded(learner)) return rounded(learner.points);
    return isPointsPossible(known[i]) ? (learners[0]?.maxPoints ?? "") : (row[at] ?? "");
  });
  return {
    files: new Map([["canvas.csv", toCsv([[...COLUMNS, assignment], ...known.map((row, i) => [...row, grades[i]])])]]),
    notes: [...notGradedYet(learners), ...notes],
  };
}

const isLearner = ([, id, , login]: readonly string[]): boolean => id !== "" || login !== "";

const isPointsPossible = (row: readonly string[]): boolean => !isLearner(row) && /^\s*points possible/i.test(row[0]);

/** In Canvas's download of submissions the name ends with the student's number. */
const idIn = (learner: string): string | undefined => /_(\d+)$/.exec(learner)?.[1];

const idKey = (id: string | undefined): string => (id ? `id ${id}` : "");

const identityOf = (learner: string): Identity => ({
  own: [normal(learner), idKey(idIn(learner))],
  names: [normal(learner)],
});

function rowOf(row: readonly string[]): Row {
  if (!isLearner(row)) return { own: [], names: [], label: "" };
  const [student, id, sis, login] = row;
  const [last = "", first = ""] = student.split(",");
  return {
    own: [...[id, sis, login].map(normal), idKey(id)],
    names: [normal(student), normal(`${first} ${last}`)],
    label: id || login,
  };
}
