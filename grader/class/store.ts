import { createHash, randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What decides the result of a notebook, besides its bytes. */
export type Terms = {
  readonly version: string;
  readonly seed: number;
  readonly level: string;
  readonly variant?: number;
};

/** The name under which a result is kept: the same bytes under the same terms are never graded twice. */
export function resultKey(path: string, bytes: Uint8Array, { version, seed, level, variant }: Terms): string {
  const terms = JSON.stringify([basename(path), version, seed, level, variant ?? null]);
  return createHash("sha256").update(terms).update(bytes).digest("hex");
}

/** Results on the disk, each whole or not there: a run that is killed loses what it was working on, no more. */
export class Store<Result> {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  get(key: string): Result | undefined {
    return readJson(this.fileOf(key)) as Result | undefined;
  }

  set(key: string, result: Result): void {
    writeWhole(this.fileOf(key), JSON.stringify(result));
  }

  private fileOf(key: string): string {
    return join(this.folder, `${key}.json`);
  }
}

/** Whole or not at all, whenever the power goes. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  renameSync(writeAside(file, content), file);
}

/** The whole content under another name beside the file; the caller moves it there. */
export function writeAside(file: string, content: string | Uint8Array): string {
  const aside = `${file}.${randomUUID()}.part`;
  const handle = openSync(aside, "wx");
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return aside;
}

/** Nothing where there is no such file. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
