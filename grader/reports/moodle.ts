import { basename } from "node:path";
import { html } from "unrolled/notebook";
import { cleanLine } from "./clean.js";
import type { Inputs, Written } from "./format.js";
import { absence, type LearnerReport, type Report } from "./report.js";
import { normal, readCsv, rounded, toCsv } from "./table.js";

/**
 * Fills the grading worksheet that was downloaded from Moodle: the grade, in proportion to the row's maximum, and a line
 * of feedback. A learner is told by the participant's number in the folder's name, as Moodle's own download of
 * submissions has it, or else by user name, e-mail address, ID number or full name. The grade stays as it was where the
 * grader itself failed on something: that is nobody's zero.
 *
 * @throws Error when it is no such worksheet
 */
export function moodle(report: Report, { moodleWorksheet = "" }: Inputs): Written {
  const { columns, rows } = readCsv(moodleWorksheet);
  const [grade, maximum, feedback] = ["Grade", "Maximum Grade", "Feedback comments"].map((name) =>
    columns.indexOf(name),
  );
  if (!columns.includes("Identifier") || grade < 0)
    throw new Error("the Moodle worksheet has no columns Identifier and Grade: download it under Grading worksheet");
  const left = new Set(report.learners);
  const notes: string[] = [];
  for (const row of rows) {
    const cell = (name: string): string => row[columns.indexOf(name)] ?? "";
    const learner = report.learners.find((one) => isIn(one, cell));
    if (!learner) continue;
    left.delete(learner);
    if (cell("Grade can be changed") === "No") {
      notes.push(`${learner.learner}: Moodle says that the grade cannot be changed`);
      continue;
    }
    if (learner.failed.length > 0) notes.push(`${learner.learner}: not graded yet: run again`);
    else row[grade] = inProportion(learner, row[maximum]);
    if (feedback >= 0) row[feedback] = comment(learner);
  }
  notes.push(...[...left].map(({ learner }) => `${learner} has no row in the worksheet`));
  return { files: new Map([["moodle.csv", toCsv([columns, ...rows])]]), notes };
}

const inProportion = ({ points, maxPoints }: LearnerReport, maximum: string): string =>
  String(rounded((points * (Number(maximum) || maxPoints)) / (maxPoints || 1)));

function isIn({ learner }: LearnerReport, cell: (column: string) => string): boolean {
  const participant = /_(\d+)_assignsubmission_/.exec(learner)?.[1];
  if (participant) return /\d+/.exec(cell("Identifier"))?.[0] === participant;
  const identities = ["Username", "Email address", "ID number", "Full name"].map((column) => normal(cell(column)));
  return identities.some((name) => name !== "" && name === normal(learner));
}

/** Moodle shows it as HTML. */
function comment(learner: LearnerReport): string {
  const { graded, missing, refused, failed } = learner;
  const parts = [
    ...graded.map(({ exercise, points, maxPoints }) => `Exercise ${exercise}: ${points} of ${maxPoints}`),
    ...missing.map((number) => `Exercise ${number}: ${absence(learner)}`),
    ...refused.map(({ path, refused }) => cleanLine(`${basename(path)} ${refused}`)),
    ...(failed.length > 0 ? ["Not graded yet: run again"] : []),
  ];
  return html`${parts.join(". ")}`.markup;
}
