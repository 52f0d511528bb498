import { createHmac } from "node:crypto";
import type { Exercise } from "../checks/exercise.js";
import { givenSource } from "../checks/variants.js";
import { type Cell, hasTag, isCode, type Notebook, sourceOf } from "./notebook.js";

/** A learner's own variant. Who does not know the course's key can neither tell it nor choose it. */
export function variantOf(key: string, learner: string): number {
  return createHmac("sha256", key).update(rosterName(learner)).digest().readUIntBE(0, 6);
}

/**
 * The name as the roster has it, whatever was made of it on the way: Moodle adds the participant's number and leaves out
 * what it takes for unfit in a file's name, and macOS takes letters and their accents apart.
 */
export function rosterName(learner: string): string {
  return learner
    .replace(/_\d+_assignsubmission_.*$/, "")
    .replace(/['’&<>"`|:\\/]/g, "")
    .normalize("NFC");
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

/**
 * That a notebook is about other numbers than its learner should have, told by what `inVariant` wrote into its calls of
 * `check`. The learner's answers may be right for those.
 */
export function strangeNumbers(notebook: Notebook, exercise: Exercise, expected: number | undefined): string[] {
  if (!exercise.variant) return [];
  const call = new RegExp(`^[ \\t]*check\\(${exercise.number}\\b.*\\}[ \\t]*(?:,[ \\t]*(\\d+)[ \\t]*)?\\)`, "gm");
  const sources = notebook.cells.filter(isCode).map(sourceOf);
  const found = sources.flatMap((source): (string | undefined)[] =>
    [...source.matchAll(call)].map(([, variant]) => variant),
  );
  if (found.length === 0 || found.includes(expected?.toString())) return [];
  if (expected === undefined) return ["this notebook has a learner's own numbers, and this run knows no variant key"];
  if (found.includes(undefined)) return ["this notebook has the course's own numbers, not this learner's"];
  return ["this notebook has another learner's numbers, or the folder is not named as in the roster"];
}

/** Jupyter keeps a source as a list of lines with their ends. */
export const toLines = (source: string): string[] => source.split(/(?<=\n)/);
