import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Attack } from "../attacks/attack.js";
import type { Tampering } from "../attacks/notebooks.js";
import { courseRoot } from "../submissions/course.js";
import type { Trap } from "./trap.js";

export const HOSTILE_FILE = "11-rnn-forward-backward.ipynb";

/** The solved exercise 11, which every attack is made of. */
const solved = readFileSync(join(courseRoot(), "solutions", HOSTILE_FILE), "utf8");

/** A notebook with hostile code in its cells, aimed at a trap. */
export function attackNotebook({ code, bptt }: Pick<Attack, "code" | "bptt">, { fill }: Trap): string {
  const notebook = JSON.parse(solved);
  for (const cell of notebook.cells) {
    if (cell.id === "rnn-forward") cell.source = fill(code);
    if (cell.id === "bptt" && bptt !== undefined) cell.source = fill(bptt);
  }
  return JSON.stringify(notebook);
}

/** A notebook, or what is left of one. */
export function tamperedNotebook({ tamper }: Tampering): string {
  const notebook = JSON.parse(solved);
  return tamper(notebook) ?? JSON.stringify(notebook);
}
