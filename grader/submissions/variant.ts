import { createHmac } from "node:crypto";
import type { Exercise } from "../checks/exercise.js";
import { givenSource } from "../checks/variants.js";
import { type Cell, hasTag, isCode, type Notebook, sourceOf } from "./notebook.js";

/** A learner's own variant. Who does not know the course's key can neither tell it nor choose it. */
export function variantOf(key: string, learner: string): number {
  return createHmac("sha256", key).update(learner).digest().readUIntBE(0, 6);
}

/** A student's notebook with the numbers of a variant, which `check` and `hint` are told in it. */
export function inVariant(notebook: Notebook, exercise: Exercise, variant: number): Notebook {
  const { given } = exercise.variant?.(variant) ?? {};
  if (!given) return notebook;
  const calls = new RegExp(`^((?:check|hint)\\(${exercise.number}\\b.*)\\);$`, "gm");
  const changed = (cell: Cell): string =>
    hasTag(cell, "given") ? givenSource(given) : sourceOf(cell).replace(calls, `$1, ${variant});`);
  const cells = notebook.cells.map((cell) => (isCode(cell) ? { ...cell, source: toLines(changed(cell)) } : cell));
  return { ...notebook, cells };
}

/** Jupyter keeps a source as a list of lines with their ends. */
export const toLines = (source: string): string[] => source.split(/(?<=\n)/);
