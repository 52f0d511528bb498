#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Found, findSubmissions, NothingFound, type Submission } from "./class/find.js";
import { gradeClass } from "./class/grade-class.js";
import { runSeed, writeWhole } from "./class/store.js";
import { cleanLine } from "./reports/clean.js";
import type { Inputs } from "./reports/format.js";
import { type FormatName, formats, isFormat } from "./reports/formats.js";
import type { Report } from "./reports/report.js";
import { textReport } from "./reports/text.js";
import { classRefusal, type Isolation, openSandbox } from "./sandbox/level.js";
import { freshSeed } from "./submissions/grade-notebook.js";
import type { Course } from "./submissions/unrolled.js";

/** Whatever the score, graded is 0. */
const EXIT = { graded: 0, someRefused: 1, usage: 2, grader: 3, interrupted: 130 } as const;

type Shard = { readonly index: number; readonly of: number };

type Options = {
  readonly out?: string;
  readonly format?: readonly FormatName[];
  readonly jobs: number;
  readonly seed?: number;
  readonly shard?: Shard;
  readonly exercises?: readonly number[];
  readonly variantKey?: string;
  readonly title?: string;
  readonly moodleWorksheet?: string;
  readonly canvasExport?: string;
  readonly allowL1?: boolean;
  readonly course: string;
};

const unrolled = new URL("./submissions/unrolled.js", import.meta.url).href;

const program: Command = new Command("grade")
  .description(
    "Grades exercise notebooks: one, a folder of one learner, or a folder of a class with a folder for each learner.",
  )
  .argument("<paths...>", "notebooks, or folders of them")
  .option("--out <folder>", "keep results there, so that a run that was stopped goes on; and write reports there")
  .option(
    "--format <names>",
    `reports to write: ${Object.keys(formats).join(",")} (default: json,csv,html)`,
    formatNames,
  )
  .option("--jobs <number>", "how many notebooks to grade at once", atLeast(1), availableParallelism())
  .option("--seed <number>", "repeat an earlier run: its report names its seed", atLeast(0))
  .option("--shard <i/n>", "grade the i-th of n parts and write no report; afterwards run it without this", shard)
  .option(
    "--exercises <numbers>",
    "what counts, as 1,2,11; nothing else is graded (default: what anybody handed in)",
    numbers,
  )
  .addOption(
    new Option("--variant-key <secret>", "the key of the handouts: everyone has other numbers").env(
      "UNROLLED_VARIANT_KEY",
    ),
  )
  .option("--title <text>", "the name of the assignment in reports and gradebooks")
  .option("--moodle-worksheet <file>", "the grading worksheet downloaded from Moodle, to be filled")
  .option("--canvas-export <file>", "the gradebook exported from Canvas, to be filled")
  .option("--allow-l1", "grade a class even where only level L1 works, which is no wall against intent")
  .option("--course <module>", "another course: a module that exports `course`", unrolled)
  .addHelpText(
    "after",
    `
Exit codes: 0 graded, whatever the score; 1 something could not be read (the report says what), and the rest is graded;
2 wrong usage, or a class below level L2; 3 the grader itself failed on something (nobody's zero: run it again);
130 interrupted (the same command with the same --out goes on).`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.usage))
  .action(grade);

process.once("SIGINT", () => {
  console.error("\nStopped. With --out, the same command goes on from here.");
  process.exit(EXIT.interrupted);
});

await program.parseAsync().catch((error) => {
  console.error(`The grader cannot run: ${error instanceof Error ? error.message : error}`);
  process.exitCode = EXIT.grader;
});

async function grade(paths: readonly string[], options: Options): Promise<void> {
  const { out, format, shard } = options;
  if (!out && (format || shard)) program.error("--format and --shard need --out, the folder to write to.");
  const inputs = readInputs(options);
  const { submissions, skipped } = find(paths);
  const isolation = openIsolation(submissions, options);
  const courseModule = options.course.startsWith("file:")
    ? options.course
    : pathToFileURL(resolve(options.course)).href;
  const { course } = (await import(courseModule)) as { course: Course };
  refuseUnknown(options.exercises ?? [], course);
  const seed = out ? runSeed(out, options.seed) : (options.seed ?? freshSeed());
  const part = shard ? submissions.filter((_, i) => i % shard.of === shard.index - 1) : submissions;
  const title = options.title ?? course.title;
  const report = await gradeClass(part, { ...options, seed, isolation, title, course, courseModule });
  for (const file of skipped) console.error(`Not a submission: ${cleanLine(file)}`);
  if (out && !shard) writeReports(report, out, format ?? ["json", "csv", "html"], inputs);
  console.log(textReport(report));
  process.exitCode = exitCode(report);
}

/** The files of learning platforms, read before anything is graded. */
function readInputs({ format, moodleWorksheet, canvasExport }: Options): Inputs {
  if (format?.includes("moodle") && !moodleWorksheet) program.error("--format moodle needs --moodle-worksheet.");
  const read = (path: string | undefined): string | undefined => {
    try {
      return path && readFileSync(path, "utf8");
    } catch (error) {
      return program.error(`${path} cannot be read: ${(error as Error).message}`);
    }
  };
  return { moodleWorksheet: read(moodleWorksheet), canvasExport: read(canvasExport) };
}

function find(paths: readonly string[]): Found {
  try {
    return findSubmissions(paths);
  } catch (error) {
    if (error instanceof NothingFound) return program.error(error.message);
    throw error;
  }
}

/** Tried here, before any process of the pool starts. */
function openIsolation(submissions: readonly Submission[], { allowL1 }: Options): Isolation {
  const { isolation } = openSandbox();
  const refusal = submissions.length > 1 && !allowL1 ? classRefusal(isolation) : undefined;
  return refusal ? program.error(`${refusal} To grade it all the same: --allow-l1.`) : isolation;
}

function writeReports(report: Report, out: string, names: readonly FormatName[], inputs: Inputs): void {
  for (const name of names) {
    const { files, notes = [] } = formats[name](report, inputs);
    for (const [file, content] of files) writeWhole(join(out, file), content);
    for (const note of notes) console.error(`${name}: ${cleanLine(note)}`);
    const [first] = files.keys();
    console.error(
      files.size === 1 ? `Written: ${join(out, first)}` : `Written: ${files.size} files, ${join(out, first)} …`,
    );
  }
}

function exitCode({ learners }: Report): number {
  if (learners.some(({ failed }) => failed.length > 0)) return EXIT.grader;
  return learners.some(({ refused }) => refused.length > 0) ? EXIT.someRefused : EXIT.graded;
}

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number, not below ${least}.`);
  };
}

function refuseUnknown(numbers: readonly number[], { title, exercises }: Course): void {
  const unknown = numbers.filter((one) => !exercises.some(({ number }) => number === one));
  if (unknown.length > 0) program.error(`--exercises: ${title} has no exercise ${unknown.join(", ")}.`);
}

function numbers(text: string): number[] {
  return text.split(",").map(atLeast(1));
}

function formatNames(text: string): FormatName[] {
  return text.split(",").map((name) => {
    if (isFormat(name)) return name;
    throw new InvalidArgumentError(`There is no format ${JSON.stringify(name)}.`);
  });
}

function shard(text: string): Shard {
  const [index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  throw new InvalidArgumentError("It must be i/n with i from 1 to n.");
}
