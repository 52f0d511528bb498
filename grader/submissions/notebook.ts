import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";

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

/** A file that is not a notebook we can read; the message tells its author why, and begins with a verb. */
export class UnreadableNotebook extends Error {}

const MAX_BYTES = 10 * 2 ** 20;

/** @throws UnreadableNotebook */
export function readNotebook(path: string): Notebook {
  const notebook = parse(decode(readBytes(path)));
  if (!isObject(notebook) || notebook.nbformat !== 4) {
    const format = isObject(notebook) ? notebook.nbformat : undefined;
    const found = typeof format === "number" ? `format ${format}` : "something else";
    throw new UnreadableNotebook(`must be a Jupyter notebook of format 4, got ${found}`);
  }
  const { cells, metadata = {} } = notebook;
  if (!Array.isArray(cells) || !cells.every(isCell) || !isObject(metadata))
    throw new UnreadableNotebook("holds cells that are not a notebook's");
  return { ...notebook, metadata } as Notebook;
}

export const sourceOf = ({ source }: Cell): string => (typeof source === "string" ? source : source.join(""));

export const isCode = (cell: Cell): boolean => cell.cell_type === "code";

export const hasTag = ({ metadata }: Cell, tag: string): boolean =>
  Array.isArray(metadata.tags) && metadata.tags.includes(tag);

/**
 * The bytes of an ordinary file that is not too large. Opened once and looked at through that: nothing can be put in its
 * place between the look and the reading.
 *
 * @throws UnreadableNotebook
 */
export function readBytes(path: string): Buffer {
  const file = open(path);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new UnreadableNotebook("is not an ordinary file");
    if (stats.size > MAX_BYTES) throw new UnreadableNotebook(`is larger than ${MAX_BYTES / 2 ** 20} MB`);
    const bytes = Buffer.alloc(stats.size);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** Follows no link, and waits for no pipe. */
function open(path: string): number {
  try {
    const stats = lstatSync(path);
    if (!stats.isFile()) throw new UnreadableNotebook("is not an ordinary file");
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (error instanceof UnreadableNotebook) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UnreadableNotebook(isMissing ? "does not exist" : "cannot be read");
  }
}

function decode(bytes: Buffer): string {
  if (bytes.length === 0) throw new UnreadableNotebook("is empty");
  if (ARCHIVES.some((magic) => bytes.subarray(0, magic.length).equals(magic)))
    throw new UnreadableNotebook("is a packed archive: unpack it first");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableNotebook("is not text in UTF-8");
  }
}

/** How zip, gzip and xz files begin. They are not unpacked here, so nothing can swell. */
const ARCHIVES = ["PK\x03\x04", "\x1f\x8b", "\xfd7zXZ"].map((text) => Buffer.from(text, "latin1"));

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableNotebook("is not JSON");
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
