import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bombs } from "../../attacks/bombs.js";
import { escapes } from "../../attacks/escapes.js";
import { injections, tamperings } from "../../attacks/notebooks.js";
import { prototypes } from "../../attacks/prototypes.js";
import { values } from "../../attacks/values.js";
import { verdicts } from "../../attacks/verdicts.js";
import { catalogue } from "../../catalogue/index.js";
import { converse } from "../../checks/conversation.js";
import type { Exercise } from "../../checks/exercise.js";
import { gradeExercise } from "../../checks/grade.js";
import { localAnswers } from "../../checks/local.js";
import { courseRoot } from "../../submissions/course.js";
import { attackNotebook, HOSTILE_FILE, tamperedNotebook } from "../hostile-notebooks.js";
import type { Trap } from "../trap.js";
import { answersOf, cellOf, type Entry } from "./cell.js";

/** What a report must say of a notebook. */
export type Mark = { readonly points: number; readonly says?: string; readonly checks?: readonly CheckMark[] };
/** A check by its id, what it earns, and the mistake by name. */
export type CheckMark = readonly [id: string, points: number, misconception?: string];

/** A notebook whose mark is known before it is graded. */
export type Submission = {
  readonly kind: Kind;
  readonly what: string;
  readonly file: string;
  readonly content: string;
  /** With the random numbers of that seed; or why it cannot be read. */
  readonly mark: (seed: number) => Mark | { readonly refused: string };
};

/** Ten submissions hold one or more of each kind. */
const TEN = ["wrong", "solved", "hostile", "right", "wrong", "untouched", "wrong", "right", "wrong", "wrong"] as const;
export type Kind = (typeof TEN)[number];

/** As many submissions as are asked for, of every kind and every exercise in turn. */
export function submissions(count: number, trap: Trap): Promise<Submission[]> {
  const kinds = Array.from({ length: count }, (_, i) => TEN[i % TEN.length]);
  return Promise.all(
    kinds.map((kind, i) => {
      const before = kinds.slice(0, i).filter((other) => other === kind).length;
      const total = kinds.filter((other) => other === kind).length;
      return kind === "hostile" ? hostile(before, total, trap) : ofExercise(kind, before, total);
    }),
  );
}

/** The `which`-th of so many of one kind: the exercises in turn. */
function ofExercise(kind: Exclude<Kind, "hostile">, which: number, total: number): Submission | Promise<Submission> {
  const exercise = catalogue[which % catalogue.length];
  if (kind === "solved" || kind === "untouched") return asItIs(kind, exercise, which);
  const [round, rounds] = [which / catalogue.length, total / catalogue.length].map(Math.floor);
  const index = Math.floor((round * exercise.bank[kind].length) / (rounds + 1)); // spread over the bank
  return fromBank(exercise, { kind, index }, which);
}

function asItIs(kind: "solved" | "untouched", exercise: Exercise, which: number): Submission {
  const notebook = notebookOf(kind === "solved" ? "solutions" : "exercises", exercise, which);
  const points = kind === "solved" ? exercise.checks.reduce((sum, check) => sum + check.points, 0) : 0;
  const { number, slug } = exercise;
  const content = JSON.stringify(notebook);
  return { kind, what: `exercise ${number}, ${kind}`, file: `${slug}.ipynb`, content, mark: () => ({ points }) };
}

async function fromBank(exercise: Exercise, entry: Entry, which: number): Promise<Submission> {
  const { kind } = entry;
  const notebook = answered(notebookOf("exercises", exercise, which), await cellOf(exercise, entry));
  return {
    kind,
    what: `exercise ${exercise.number}, ${kind}: ${nameOf(exercise, entry)}`,
    file: `${exercise.slug}.ipynb`,
    content: JSON.stringify(notebook),
    mark: (seed) => markOf(exercise, entry, seed),
  };
}

type Cell = { source: string; readonly metadata: { readonly nbgrader?: { readonly solution: boolean } } };
type Notebook = { readonly cells: readonly Cell[]; readonly metadata: { learner?: number } };

/** One of the course's notebooks, whose bytes differ from all others': the same bytes are graded once. */
function notebookOf(folder: "solutions" | "exercises", { slug }: Exercise, which: number): Notebook {
  const notebook: Notebook = JSON.parse(readFileSync(join(courseRoot(), folder, `${slug}.ipynb`), "utf8"));
  notebook.metadata.learner = which;
  return notebook;
}

const nameOf = ({ bank }: Exercise, { kind, index }: Entry): string =>
  kind === "wrong" ? bank.wrong[index].misconception : bank.right[index].form;

/** A student's notebook with everything written into its first solution cell. */
function answered(notebook: Notebook, source: string): Notebook {
  const [first, ...rest] = notebook.cells.filter(({ metadata }) => metadata.nbgrader?.solution);
  first.source = source;
  for (const cell of rest) cell.source = "";
  return notebook;
}

/** What the same answers earn in this process. */
function markOf(exercise: Exercise, entry: Entry, seed: number): Mark {
  const results = converse(gradeExercise(exercise, seed), localAnswers(answersOf(exercise, entry)));
  const checks = results.map(({ id, points, misconception }) => [id, points, misconception] as const);
  return { points: checks.reduce((sum, [, points]) => sum + points, 0), checks };
}

const attacks = [...verdicts, ...prototypes, ...escapes, ...bombs, ...values];
const hostiles = [...attacks, ...injections.map((one) => ({ ...one, earns: 6, says: undefined })), ...tamperings];

/** Spread over all classes of attacks. */
async function hostile(which: number, total: number, trap: Trap): Promise<Submission> {
  const one = hostiles[Math.floor(((which + 0.5) * hostiles.length) / total)];
  const { name, earns } = one;
  const base = { kind: "hostile", what: `hostile: ${name}`, file: HOSTILE_FILE } as const;
  const content = "tamper" in one ? tamperedNotebook(one) : attackNotebook(one, trap);
  const says = "says" in one ? one.says : undefined;
  return { ...base, content, mark: () => (typeof earns === "string" ? { refused: earns } : { points: earns, says }) };
}
