#!/usr/bin/env node
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { jsonReport, type Report } from "./reports/report.js";
import { textReport } from "./reports/text.js";
import { RunnerProblem } from "./runner/peer.js";
import { Runner } from "./runner/runner.js";
import { freshSeed, gradeNotebook } from "./submissions/grade-notebook.js";

/** Whatever the score, graded is 0. */
const EXIT = { graded: 0, someRefused: 1, usage: 2, runner: 3 } as const;

type Options = { readonly json?: string; readonly seed: number };

const program: Command = new Command("grade")
  .description("Grades exercise notebooks.")
  .argument("<paths...>", "notebooks, or folders of notebooks")
  .option("--json <file>", "write the report as JSON too")
  .option("--seed <number>", "repeat an earlier run: its report names its seed", wholeNumber, freshSeed())
  .addHelpText(
    "after",
    "\nExit codes: 0 graded, whatever the score; 1 a notebook could not be read (the report says which);\n2 wrong usage; 3 the grader itself could not run.",
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.usage))
  .action(grade);

await program.parseAsync().catch((error) => {
  console.error(error instanceof RunnerProblem ? `The grader cannot run: ${error.message}` : error);
  process.exitCode = EXIT.runner;
});

async function grade(paths: readonly string[], { json, seed }: Options): Promise<void> {
  const files = findNotebooks(paths);
  const runner = await Runner.open();
  const notebooks: Report["notebooks"][number][] = [];
  try {
    for (const file of files) notebooks.push(await gradeNotebook(file, seed, runner));
  } finally {
    runner.close();
  }
  const report: Report = { format: "unrolled-grader/1", seed, isolation: runner.isolation, notebooks };
  console.log(textReport(report));
  if (json) writeFileSync(json, jsonReport(report));
  process.exitCode = notebooks.some((notebook) => "refused" in notebook) ? EXIT.someRefused : EXIT.graded;
}

/** The notebooks named, and those in the folders named. */
function findNotebooks(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) program.error(`There is no ${path}.`);
    if (!stats.isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith(".ipynb"));
    if (names.length === 0) program.error(`There is no notebook in ${path}.`);
    return names.sort().map((name) => join(path, name));
  });
  return [...new Set(files)];
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be a whole number, not below 0.");
  return value;
}
