import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { venvPython } from "../setup/paths.mjs";
import { Problem } from "../setup/problem.mjs";
import { pythonEnv } from "../setup/python.mjs";
import { run } from "../setup/run.mjs";
import { type Cell, codeCells, type Notebook, readNotebook, streamOf, textOf } from "./ipynb.js";

const script = fileURLToPath(new URL("execute_notebook.py", import.meta.url));

type Failure = { readonly id: string; readonly reason: string };

export type ExecuteOptions = {
  /** The folder for the executed copy. */
  readonly out: string;
  /** How long the notebook may take. */
  readonly seconds: number;
  /** Hears which cell runs. */
  readonly report?: (text: string) => void;
};

/**
 * Executes a notebook through its own kernel. The notebook stays as it is; its executed copy is written and returned.
 * @throws Problem when a cell fails or writes to stderr, when there is no code to run, and when it takes too long
 */
export async function executeNotebook(file: string, options: ExecuteOptions): Promise<Notebook> {
  const { out, seconds, report = () => {} } = options;
  const name = basename(file, ".ipynb");
  if (codeCells(readNotebook(file)).length === 0) throw new Problem(`${name} has no code to run.`);
  const copy = join(out, basename(file));
  let failure: Failure | null = null;
  const onLine = (line: string): void => {
    if (!line.startsWith("{")) return;
    const event = JSON.parse(line);
    if ("cell" in event) report(`cell ${event.cell} of ${event.of}`);
    else ({ failure } = event);
  };
  const args = [script, file, copy, String(seconds)];
  await run(`Executing ${name}`, venvPython, args, { log: `notebook-${name}.log`, env: pythonEnv(), onLine });
  const executed = readNotebook(copy);
  const problem = problemOf(executed, failure);
  if (problem) throw new Problem(`${name}: ${problem.reason}, in this cell:`, describeCell(problem.cell));
  return executed;
}

/** The first cell that went wrong. stderr counts: it is where tslab puts errors, and a reader should meet no warning. */
function problemOf(executed: Notebook, failure: Failure | null): { cell: Cell; reason: string } | undefined {
  const failed = executed.cells.find((cell) => cell.id === failure?.id);
  if (failed && failure) return { cell: failed, reason: failure.reason };
  const warned = executed.cells.find((cell) => streamOf(cell, "stderr") !== "");
  return warned && { cell: warned, reason: "a warning" };
}

/** The cell as it stands, and what it said. */
function describeCell(cell: Cell): string[] {
  const source = textOf(cell.source).split("\n");
  const said = stripVTControlCharacters(streamOf(cell, "stderr")).trimEnd().split("\n");
  return [`[${cell.id}]`, ...source.map((line) => `  │ ${line}`), "", ...said];
}
