import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

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

/** What was asked for is not there. */
export class NothingFound extends Error {}

const MAX_NOTEBOOKS = 100;

/** As a roster has them, and the same on every machine that grades a shard. */
const order = new Intl.Collator("en", { numeric: true });

/**
 * Who handed in what. A notebook belongs to the folder it lies in. A folder with notebooks is one learner, or, where the
 * files are named `learner_…_02-name.ipynb` as learning platforms export them, many. A folder with folders is a class.
 *
 * @throws NothingFound
 */
export function findSubmissions(paths: readonly string[]): Found {
  const skipped: string[] = [];
  const found = paths.flatMap((path) => submissionsAt(path, skipped));
  return { submissions: merged(found).sort((a, b) => order.compare(a.learner, b.learner)), skipped };
}

function submissionsAt(path: string, skipped: string[]): Submission[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) throw new NothingFound(`There is no ${path}.`);
  if (!stats.isDirectory()) return [{ learner: basename(dirname(resolve(path))), notebooks: [path] }];
  const entries = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !/^\.|^__MACOSX$/.test(name));
  if (isExport(entries)) return fromExport(path, entries, skipped);
  if (isClass(path, entries)) return fromClass(path, entries, skipped);
  if (!entries.some(isNotebook)) throw new NothingFound(`There is no notebook in ${path}.`);
  return [learnerIn(path, basename(resolve(path)))];
}

/** All notebooks in it are named as learning platforms export them. */
function isExport(entries: readonly Dirent[]): boolean {
  const notebooks = entries.filter(isNotebook);
  return notebooks.length > 0 && notebooks.every(({ name }) => exported(name) !== undefined);
}

/** There are notebooks in its folders, and none beside them that begins with an exercise's number: that were one learner's. */
function isClass(path: string, entries: readonly Dirent[]): boolean {
  if (entries.some((entry) => isNotebook(entry) && /^\d/.test(entry.name))) return false;
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  return folders.some(({ name }) => learnerIn(join(path, name), name).notebooks.length > 0);
}

const isNotebook = (entry: Dirent): boolean => entry.name.endsWith(".ipynb") && !entry.isDirectory();

function fromClass(path: string, entries: readonly Dirent[], skipped: string[]): Submission[] {
  return entries.flatMap((entry) => {
    const at = join(path, entry.name);
    if (entry.isDirectory()) return [learnerIn(at, entry.name)];
    if (entry.isSymbolicLink())
      return [{ learner: entry.name, notebooks: [], refused: "is a link, which is not followed" }];
    return loose(path, entry, skipped);
  });
}

/** A file beside the learners' own is a submission when it looks like one. */
function loose(path: string, { name }: Dirent, skipped: string[]): Submission[] {
  const [, learner] = /^(.+)\.(?:ipynb|zip|7z|rar|tgz|tar|tar\.\w+)$/i.exec(name) ?? [];
  if (learner) return [{ learner, notebooks: [join(path, name)] }];
  skipped.push(join(path, name));
  return [];
}

/** All notebooks below a folder; Jupyter's own checkpoints are none. */
function learnerIn(path: string, learner: string): Submission {
  const entries = lstatSync(path).isDirectory() ? readdirSync(path, { recursive: true, withFileTypes: true }) : [];
  const notebooks = entries
    .filter(isNotebook)
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !/(^|[\\/])[._]/.test(file.slice(path.length)))
    .sort();
  if (notebooks.length === 0) return { learner, notebooks, refused: "holds no notebook" };
  if (notebooks.length <= MAX_NOTEBOOKS) return { learner, notebooks };
  return { learner, notebooks: [], refused: `holds ${notebooks.length} notebooks; ${MAX_NOTEBOOKS} are read at most` };
}

/** `smithjane_LATE_123_456_02-forward-by-hand-1.ipynb` is smithjane_123's. */
function exported(name: string): string | undefined {
  return /^(\D.*?)(?:_LATE)?(_\d+)?(?:_\d+)?_\d{1,2}-[^_]*\.ipynb$/.exec(name)?.slice(1).join("");
}

function fromExport(path: string, entries: readonly Dirent[], skipped: string[]): Submission[] {
  return entries.flatMap((entry) => {
    const learner = isNotebook(entry) ? exported(entry.name) : undefined;
    return learner ? [{ learner, notebooks: [join(path, entry.name)] }] : loose(path, entry, skipped);
  });
}

function merged(submissions: readonly Submission[]): Submission[] {
  const byLearner = new Map<string, Submission>();
  for (const submission of submissions) {
    const known = byLearner.get(submission.learner);
    const notebooks = [...new Set([...(known?.notebooks ?? []), ...submission.notebooks])];
    byLearner.set(submission.learner, { ...submission, notebooks });
  }
  return [...byLearner.values()];
}
