import { basename } from "node:path";
import { html } from "unrolled/notebook";
import { cleanLine } from "./clean.js";
import type { Inputs, Written } from "./format.js";
import { absence, isGraded, type LearnerReport, notGradedYet, type Report } from "./report.js";
import { assign, type Identity, type Row } from "./roster.js";
import { normal, readCsv, rounded, toCsv } from "./table.js";

type Cell = (column: string) => string;

/**
 * Fills the grading worksheet that was downloaded from Moodle: the grade, in proportion to the row's maximum, and a line
 * of feedback after what the teacher wrote there. A learner is told by the participant's number in the folder's name, as
 * Moodle's own download of submissions has it, or else by user name, e-mail address, ID number or full name. The grade
 * stays as it was where the grader itself failed on something: that is nobody's zero.
 *
 * @throws Error when it is no such worksheet, or a maximum grade is none
 */
export function moodle({ learners }: Report, { moodleWorksheet = "" }: Inputs): Written {
  const { columns, rows } = readCsv(moodleWorksheet);
  if (!columns.includes("Identifier") || !columns.includes("Grade"))
    throw new Error("the Moodle worksheet has no columns Identifier and Grade: download it under Grading worksheet");
  const cells = rows.map((row) => cellOf(columns, row));
  const people = cells.map(rowOf);
  const { learnerOf, notes } = assign(learners, people, identityOf, "worksheet");
  const locked: string[] = [];
  rows.forEach((row, i) => {
    const learner = learnerOf.get(people[i]);
    if (!learner) return;
    if (cells[i]("Grade can be changed") !== "No") fill(row, columns, learner);
    else locked.push(`${learner.learner}: Moodle says that the grade cannot be changed`);
  });
  return {
    files: new Map([["moodle.csv", toCsv([columns, ...rows])]]),
    notes: [...notGradedYet(learners), ...locked, ...notes],
  };
}

function cellOf(columns: readonly string[], row: readonly string[]): Cell {
  return (column) => row[columns.indexOf(column)] ?? "";
}

function fill(row: string[], columns: readonly string[], learner: LearnerReport): void {
  const cell = cellOf(columns, row);
  if (isGraded(learner)) row[columns.indexOf("Grade")] = inProportion(learner, maximumIn(cell));
  const feedback = columns.indexOf("Feedback comments");
  if (feedback >= 0) row[feedback] = withComment(cell("Feedback comments"), comment(learner));
}

/** With a point in every language: Moodle reads one everywhere, a comma only where the reader's language has it. */
const inProportion = ({ points, maxPoints }: LearnerReport, maximum: number): string =>
  String(rounded((points * maximum) / (maxPoints || 1)));

/** Moodle writes it in the reader's language, with a comma or a point; zero for no grade, and less for a scale. */
function maximumIn(cell: Cell): number {
  const text = cell("Maximum Grade");
  const maximum = Number(text.replace(",", "."));
  if (maximum > 0) return maximum;
  const got = JSON.stringify(cleanLine(text));
  throw new Error(`the Moodle worksheet: Maximum Grade of ${labelOf(cell)} must be a number above 0, got ${got}`);
}

function identityOf(learner: string): Identity {
  const participant = /_(\d+)_assignsubmission_/.exec(learner)?.[1];
  if (participant) return { own: [participantKey(participant)], names: [] };
  return { own: [normal(learner)], names: [normal(learner)] };
}

const participantKey = (number: string): string => `participant ${number}`;

function rowOf(cell: Cell): Row {
  const number = /\d+/.exec(cell("Identifier"))?.[0];
  const own = ["Username", "Email address", "ID number"].map((column) => normal(cell(column)));
  return {
    own: number ? [participantKey(number), number, ...own] : own,
    names: [normal(cell("Full name"))],
    label: labelOf(cell),
  };
}

const labelOf = (cell: Cell): string => cleanLine(cell("Identifier"));

/**
 * What the teacher wrote stays. Our own, of an earlier run, is replaced: it is found by its brackets, since Moodle may have
 * dropped the markup around them.
 */
function withComment(written: string, comment: string): string {
  const theirs = written.replace(/(<br ?\/?>)?\[Autograder: [^\]]*\]/g, "").trim();
  return theirs === "" ? comment : `${theirs}<br>${comment}`;
}

/** Moodle shows it as HTML. */
function comment(learner: LearnerReport): string {
  const { graded, missing, refused } = learner;
  const parts = [
    ...graded.map(({ exercise, points, maxPoints }) => `Exercise ${exercise}: ${points} of ${maxPoints}`),
    ...missing.map((number) => `Exercise ${number}: ${absence(learner)}`),
    ...refused.map(({ path, refused }) => cleanLine(`${basename(path)} ${refused}`)),
    ...(isGraded(learner) ? [] : ["Not graded yet: run again"]),
  ];
  const text = parts.join(". ").replaceAll("[", "(").replaceAll("]", ")");
  return html`[Autograder: ${text}]`.markup;
}
