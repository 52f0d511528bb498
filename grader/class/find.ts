import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { exportedBy, isExport } from "./exported.js";
import { WrongUsage } from "./usage.js";

/** A learner, and what came from them. */
export type Submission = {
  readonly learner: string;
  readonly notebooks: readonly string[];
  /** Why there is nothing to grade. */
  readonly refused?: string;
};

export type Found = {
  readonly submissions: readonly Submission[];
  /** Loose files of a class folder that are no submissions, such as a roster. */
  readonly skipped: readonly string[];
};

const MAX_NOTEBOOKS = 100;

/** As a roster has them, and the same on every machine that grades a shard. */
const order = new Intl.Collator("en", { numeric: true });

/**
 * Who handed in what. A notebook belongs to the folder it lies in. A folder with notebooks is one learner, or, where the
 * files are named as learning platforms export them, many. A folder with folders is a class; the folder that the run
 * itself writes to is no part of it.
 *
 * @throws WrongUsage
 */
export function findSubmissions(paths: readonly string[], out?: string): Found {
  const skipped: string[] = [];
  const found = paths.flatMap((path) => submissionsAt(path, out, skipped));
  return { submissions: merged(found).sort((a, b) => order.compare(a.learner, b.learner)), skipped };
}

function submissionsAt(path: string, out: string | undefined, skipped: string[]): Submission[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) throw new WrongUsage(`There is no ${path}.`);
  if (!stats.isDirectory())
    return [{ learner: exportedBy(basename(path)) ?? basename(dirname(resolve(path))), notebooks: [path] }];
  const entries = entriesOf(path).filter(({ name }) => !out || resolve(path, name) !== resolve(out));
  const folders = new Map(
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => [name, learnerIn(join(path, name), name)]),
  );
  const notebooks = entries.filter(isNotebook).map(({ name }) => name);
  refuseMixture(path, folders, notebooks);
  if (isExport(notebooks)) return fromExport(path, entries, skipped);
  if (notebooks.length > 0) return [learnerIn(path, basename(resolve(path)))];
  if (holders(folders) > 0) return fromClass(path, entries, folders, skipped);
  throw new WrongUsage(`There is no notebook in ${path}.`);
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).filter(({ name }) => !/^\.|^__MACOSX$/.test(name));
  } catch (error) {
    throw new WrongUsage(`${path} ${unreadable(error)}.`);
  }
}

type Folders = ReadonlyMap<string, Submission>;

const holders = (folders: Folders): number =>
  [...folders.values()].filter(({ notebooks }) => notebooks.length > 0).length;

/**
 * Notebooks beside one folder are one learner's, who has more in that folder. Beside several, or where they are named as
 * exported, nobody can tell whether this is a class: to guess would make one learner of it.
 */
function refuseMixture(path: string, folders: Folders, [loose, ...more]: readonly string[]): void {
  if (loose === undefined || holders(folders) === 0) return;
  if (folders.size === 1 && !isExport([loose, ...more])) return;
  const what = more.length > 0 ? `${loose} and ${more.length} more` : loose;
  throw new WrongUsage(
    `${path} holds both learners' folders and notebooks: move ${what} away, or name the one you mean.`,
  );
}

const isNotebook = (entry: Dirent): boolean => entry.name.endsWith(".ipynb") && !entry.isDirectory();

function fromClass(path: string, entries: readonly Dirent[], folders: Folders, skipped: string[]): Submission[] {
  return entries.flatMap((entry) => {
    const learner = folders.get(entry.name);
    if (learner) return [learner];
    if (entry.isSymbolicLink())
      return [{ learner: entry.name, notebooks: [], refused: "is a link, which is not followed" }];
    return loose(path, entry, skipped);
  });
}

/** A file that is named otherwise is reported under its own name. */
function fromExport(path: string, entries: readonly Dirent[], skipped: string[]): Submission[] {
  return entries.flatMap((entry) => {
    const learner = isNotebook(entry) ? exportedBy(entry.name) : undefined;
    return learner ? [{ learner, notebooks: [join(path, entry.name)] }] : loose(path, entry, skipped);
  });
}

/** A file beside the learners' own is a submission when it looks like one. */
function loose(path: string, { name }: Dirent, skipped: string[]): Submission[] {
  const [, learner] = /^(.+)\.(?:ipynb|zip|7z|rar|tgz|tar|tar\.\w+)$/i.exec(name) ?? [];
  if (learner) return [{ learner, notebooks: [join(path, name)] }];
  skipped.push(join(path, name));
  return [];
}

/** All notebooks below a folder; Jupyter's own checkpoints are none. What cannot be read costs nobody else's marks. */
function learnerIn(path: string, learner: string): Submission {
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { recursive: true, withFileTypes: true });
  } catch (error) {
    return { learner, notebooks: [], refused: unreadable(error) };
  }
  const notebooks = entries
    .filter(isNotebook)
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !/(^|[\\/])[._]/.test(file.slice(path.length)))
    .sort();
  if (notebooks.length === 0) return { learner, notebooks, refused: "holds no notebook" };
  if (notebooks.length <= MAX_NOTEBOOKS) return { learner, notebooks };
  return { learner, notebooks: [], refused: `holds ${notebooks.length} notebooks; ${MAX_NOTEBOOKS} are read at most` };
}

/** A name in another encoding than UTF-8 cannot be given back to the system: it says that there is none. */
function unreadable(error: unknown): string {
  const { code, path = "" } = error as NodeJS.ErrnoException;
  return `cannot be read: ${code}${path.includes("\uFFFD") ? ", a name in it is not in UTF-8" : ""}`;
}

function merged(submissions: readonly Submission[]): Submission[] {
  const byLearner = new Map<string, Submission>();
  for (const submission of submissions) {
    const known = byLearner.get(submission.learner);
    const notebooks = [...new Set([...(known?.notebooks ?? []), ...submission.notebooks])];
    byLearner.set(submission.learner, { ...known, ...submission, notebooks });
  }
  return [...byLearner.values()];
}
