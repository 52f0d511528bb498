import { linkSync, mkdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { freshSeed } from "../submissions/grade-notebook.js";
import { readJson, writeAside, writeWhole } from "./store.js";
import { WrongUsage } from "./usage.js";

/** What `run.json` remembers. The paths are relative to its folder, so that both can be moved together. */
type Run = { readonly seed: number; readonly paths: readonly string[] };

/**
 * The seed of a run: the one given, else that of the run which began in this folder, else a fresh one. Shards that
 * start at once agree, because only one of them can make the file.
 *
 * @throws WrongUsage when the run in this folder was over other paths: its reports would be lost
 */
export function runSeed(out: string, paths: readonly string[], given: number | undefined): number {
  const file = join(out, "run.json");
  mkdirSync(out, { recursive: true });
  const known = readRun(file, given);
  const own = [...new Set(paths.map((path) => relative(resolve(out), resolve(path))))].sort();
  if (known && JSON.stringify(known.paths) !== JSON.stringify(own)) throw new WrongUsage(otherRun(out, known));
  if (given !== undefined) writeWhole(file, JSON.stringify({ seed: given, paths: own }));
  return given ?? known?.seed ?? begin(file, { seed: freshSeed(), paths: own });
}

function begin(file: string, run: Run): number {
  const mine = writeAside(file, JSON.stringify(run));
  try {
    linkSync(mine, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(mine);
  }
  return (readJson(file) as Run).seed;
}

/** One that is damaged is no obstacle where the seed is given. */
function readRun(file: string, given: number | undefined): Run | undefined {
  const run = readWhole(file);
  if (run === undefined || isRun(run)) return run;
  if (given !== undefined) return undefined;
  throw new WrongUsage(
    `${file} is not as the grader wrote it: delete it for a fresh seed, or repeat --seed from a report.`,
  );
}

function readWhole(file: string): unknown {
  try {
    return readJson(file);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isRun(value: unknown): value is Run {
  const { seed, paths } = (value ?? {}) as Partial<Run>;
  return Number.isSafeInteger(seed) && Array.isArray(paths);
}

function otherRun(out: string, { paths: [first, ...more] }: Run): string {
  const path = relative("", resolve(out, first)) || ".";
  const over = more.length > 0 ? `${path} and ${more.length} more` : path;
  return `--out ${out} belongs to a run over ${over}: choose another folder.`;
}
