import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Cell, readNotebook, textOf } from "../notebooks/ipynb.js";
import { cache, root } from "../setup/paths.mjs";

/** Whatever the browser leaves: copies while it runs, pictures of failed tests. */
export const browserFolder: string = join(cache, "browser");

/** A fresh copy of what learners open. It lies inside the project, where a notebook finds the packages. */
export function copyCourse(): string {
  mkdirSync(browserFolder, { recursive: true });
  const copy = mkdtempSync(join(browserFolder, "course-"));
  for (const folder of ["notebooks", "exercises", "data"])
    cpSync(join(root, folder), join(copy, folder), { recursive: true });
  return copy;
}

export function removeCourse(copy: string): void {
  rmSync(copy, { recursive: true, force: true });
}

/** The path of the one notebook of a folder whose name begins with a number: `notebook("exercises", 11)`. */
export function notebookPath(folder: "notebooks" | "exercises", number: number): string {
  const start = `${String(number).padStart(2, "0")}-`;
  const name = readdirSync(join(root, folder)).find((file) => file.startsWith(start) && file.endsWith(".ipynb"));
  if (!name) throw new Error(`no notebook in ${folder}/ begins with ${start}`);
  return `${folder}/${name}`;
}

/** The cells that a learner fills in, with the reference solution's text. */
export function solvedCells(exercise: string): { id: string; source: string }[] {
  const solution = readNotebook(join(root, exercise.replace("exercises/", "solutions/")));
  const toFill = new Set(
    readNotebook(join(root, exercise))
      .cells.filter(isToFill)
      .map(({ id }) => id),
  );
  return solution.cells.filter(({ id }) => toFill.has(id)).map(({ id, source }) => ({ id, source: textOf(source) }));
}

const isToFill = ({ metadata }: Cell): boolean =>
  (metadata.nbgrader as { solution?: boolean } | undefined)?.solution === true;
