import { readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { executeNotebook } from "./notebooks/execute.js";
import { cache, root, shown } from "./setup/paths.mjs";
import { Problem } from "./setup/problem.mjs";
import { showProblem, step } from "./setup/progress.mjs";
import { setUp } from "./setup/setup.mjs";

/** A learner's patience with one notebook, on two cores. */
const seconds = 60;

/**
 * `npm run notebooks [-- NAME… --out FOLDER]`: executes the notebooks through the real kernel, one after the other.
 * A NAME is the start of a file's name: `01`, `03-vanishing`. The executed copies go to .cache/notebooks, or to FOLDER.
 */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
  const out = resolve(values.out ?? join(cache, "notebooks"));
  const files = chosen(positionals);
  await setUp();
  let failed = 0;
  for (const file of files) {
    const execute = async (report: (text: string) => void): Promise<string> => {
      const { cells } = await executeNotebook(file, { out, seconds, report });
      return `${cells.length} cells`;
    };
    await step(basename(file, ".ipynb"), execute).catch((error) => {
      failed++;
      showProblem(error);
    });
  }
  console.log(`\n${files.length - failed} passed, ${failed} failed. The executed copies are in ${shown(out)}.`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** The notebooks whose names begin with one of `names`; all of them when there are none. */
function chosen(names: readonly string[]): string[] {
  const folder = join(root, "notebooks");
  const all = readdirSync(folder).filter((file) => file.endsWith(".ipynb"));
  const unknown = names.find((name) => !all.some((file) => file.startsWith(name)));
  if (unknown !== undefined) throw new Problem(`No notebook's name begins with "${unknown}".`, all.sort());
  return all
    .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)))
    .sort()
    .map((file) => join(folder, file));
}

await main().catch((error) => {
  showProblem(error);
  process.exitCode = 1;
});
