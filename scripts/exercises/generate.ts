import type { Exercise } from "../../grader/checks/exercise.js";
import { givenSource } from "../../grader/checks/variants.js";
import { type Cell, hasTag, isCode, type Notebook, sourceOf } from "../../grader/submissions/notebook.js";
import { toLines } from "../../grader/submissions/variant.js";
import { isMarked, strip } from "./markers.js";

/** Makes the student's notebook from the solution. @throws Error that names the cell, when the source is not in order */
export function generateExercise(solution: Notebook, exercise: Exercise): Notebook {
  checkNotebook(solution, exercise);
  const solved: string[] = [];
  const cells = solution.cells.map((cell) => {
    if (!isCode(cell)) return cell;
    if (!isMarked(sourceOf(cell))) return { ...cell, ...gradedMetadata(cell, exercise) };
    const { stub, solution } = inCell(cell, () => strip(sourceOf(cell)));
    solved.push(...solution);
    return {
      ...cell,
      source: toLines(stub),
      metadata: { ...cell.metadata, nbgrader: nbgrader(cell, { solution: true }) },
    };
  });
  checkNothingLeaks(cells, solved);
  return {
    cells,
    metadata: { kernelspec, language_info, unrolled: { exercise: exercise.number } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** The file as Jupyter itself would write it, so that saving an untouched notebook changes nothing. */
export const serialise = (notebook: Notebook): string => `${JSON.stringify(sortKeys(notebook), null, 1)}\n`;

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sortKeys(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const kernelspec = { display_name: "TypeScript (Unrolled)", language: "typescript", name: "unrolled" };
const language_info = { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" };

/** The call that a student runs, and the grader's names in it. */
export const checkCall = ({ number, names }: Exercise): string => `check(${number}, { ${names.join(", ")} });`;

function checkNotebook({ cells }: Notebook, exercise: Exercise): void {
  const sources = cells.map(sourceOf);
  const required = [
    `# Exercise ${exercise.number}. ${exercise.title}\n`,
    checkCall(exercise),
    `hint(${exercise.number});`,
  ];
  for (const text of required) {
    if (!sources.some((source) => `${source}\n`.includes(text)))
      throw new Error(`a cell with "${text.trim()}" is missing`);
  }
  if (!cells.some((cell) => isCode(cell) && isMarked(sourceOf(cell)))) throw new Error("no cell holds a solution");
  if (!cells.some((cell) => hasTag(cell, "setup"))) throw new Error('no cell has the tag "setup"');
  checkGiven(cells, exercise);
  if (exercise.hints.some((hint) => hint.trim() === "")) throw new Error("a hint is missing");
  const ids = cells.map(({ id }) => id);
  if (ids.some((id) => !id) || new Set(ids).size < ids.length) throw new Error("every cell needs an id of its own");
  for (const cell of cells) {
    if (cell.outputs?.length || cell.execution_count) throw new Error(`[${cell.id}]: stored output; clear all outputs`);
  }
}

/** The numbers stand in a cell of their own, so that a variant can put others in their place. */
function checkGiven(cells: readonly Cell[], { given }: Exercise): void {
  const found = cells.filter((cell) => hasTag(cell, "given"));
  if (!given && found.length === 0) return;
  const wanted = given && givenSource(given);
  if (found.length === 1 && sourceOf(found[0]) === wanted && hasTag(found[0], "setup")) return;
  throw new Error(`one cell with the tags "setup" and "given" must be\n${wanted ?? "absent: nothing is given"}`);
}

/** nbgrader's marks (schema 3): solutions are the student's, the check carries the points and is locked. */
function gradedMetadata(cell: Cell, exercise: Exercise): Pick<Cell, "metadata"> {
  if (sourceOf(cell).trim() !== checkCall(exercise)) return { metadata: cell.metadata };
  const points = exercise.checks.reduce((sum, check) => sum + check.points, 0);
  return { metadata: { ...cell.metadata, nbgrader: { ...nbgrader(cell, { solution: false }), points } } };
}

const nbgrader = ({ id }: Cell, { solution }: { solution: boolean }): Record<string, unknown> => ({
  grade: !solution,
  grade_id: id,
  locked: !solution,
  schema_version: 3,
  solution,
  task: false,
});

/** No telling line of a solution may stand anywhere in the student's notebook. */
function checkNothingLeaks(cells: readonly Cell[], solved: readonly string[]): void {
  const telling = solved.map((line) => line.trim()).filter((line) => line.replace(/[^\w]/g, "").length >= 12);
  for (const cell of cells) {
    const lines = new Set(
      sourceOf(cell)
        .split("\n")
        .map((line) => line.trim()),
    );
    const leak = telling.find((line) => lines.has(line));
    if (leak) throw new Error(`[${cell.id}]: "${leak}" is part of the solution`);
  }
}

function inCell<T>(cell: Cell, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`[${cell.id}]: ${(error as Error).message}`);
  }
}
