import { lstatSync, readFileSync } from "node:fs";

/** A notebook in Jupyter's format 4, as far as the course looks at it. */
export type Notebook = {
  readonly cells: readonly Cell[];
  readonly metadata: { readonly [key: string]: unknown };
  readonly nbformat: number;
  readonly nbformat_minor: number;
};

export type Cell = {
  readonly id?: string;
  readonly cell_type: "code" | "markdown" | "raw";
  readonly source: string | readonly string[];
  readonly metadata: { readonly [key: string]: unknown };
  readonly outputs?: readonly unknown[];
  readonly execution_count?: number | null;
};

/** A file that is not a notebook we can read; the message says why, for its author. */
export class UnreadableNotebook extends Error {}

const MAX_BYTES = 10 * 2 ** 20;

/** @throws UnreadableNotebook */
export function readNotebook(path: string): Notebook {
  const notebook = parse(path);
  if (!isObject(notebook) || notebook.nbformat !== 4) {
    const found = isObject(notebook) ? `format ${String(notebook.nbformat)}` : "something else";
    throw new UnreadableNotebook(`must be a Jupyter notebook of format 4, got ${found}`);
  }
  const { cells } = notebook;
  if (!Array.isArray(cells) || !cells.every(isCell))
    throw new UnreadableNotebook("its cells are not those of a notebook");
  return notebook as Notebook;
}

export const sourceOf = ({ source }: Cell): string => (typeof source === "string" ? source : source.join(""));

export const isCode = (cell: Cell): boolean => cell.cell_type === "code";

export const hasTag = ({ metadata }: Cell, tag: string): boolean =>
  Array.isArray(metadata.tags) && metadata.tags.includes(tag);

function parse(path: string): unknown {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) throw new UnreadableNotebook("there is no such file");
  if (!stats.isFile()) throw new UnreadableNotebook("is not an ordinary file");
  if (stats.size > MAX_BYTES) throw new UnreadableNotebook(`is larger than ${MAX_BYTES / 2 ** 20} MB`);
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UnreadableNotebook(error instanceof SyntaxError ? "is not JSON" : "cannot be read");
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isCell(value: unknown): value is Cell {
  if (!isObject(value) || !isObject(value.metadata)) return false;
  const { cell_type, source } = value;
  const isText =
    typeof source === "string" || (Array.isArray(source) && source.every((line) => typeof line === "string"));
  return isText && (cell_type === "code" || cell_type === "markdown" || cell_type === "raw");
}
