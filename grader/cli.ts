#!/usr/bin/env node
import { lstatSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { findSubmissions, type Submission } from "./class/find.js";
import { gradeClass } from "./class/grade-class.js";
import { type InputPaths, readInputs, tryInputs } from "./class/inputs.js";
import { loadCourse } from "./class/load-course.js";
import { runSeed } from "./class/run.js";
import { writeWhole } from "./class/store.js";
import { WrongUsage } from "./class/usage.js";
import { cleanLine } from "./reports/clean.js";
import type { Inputs } from "./reports/format.js";
import { type FormatName, formats, isFormat } from "./reports/formats.js";
import { learnerReport, type Report } from "./reports/report.js";
import { textReport } from "./reports/text.js";
import { classRefusal, type Isolation, openSandbox } from "./sandbox/level.js";
import { freshSeed } from "./submissions/grade-notebook.js";
import type { Course } from "./submissions/unrolled.js";

/** Whatever the score, graded is 0. */
const EXIT = { graded: 0, someRefused: 1, usage: 2, grader: 3, interrupted: 130 } as const;

type Shard = { readonly index: number; readonly of: number };

type Options = InputPaths & {
  readonly out?: string;
  readonly jobs: number;
  readonly seed?: number;
  readonly shard?: Shard;
  readonly exercises?: readonly number[];
  readonly variantKey?: string;
  readonly title?: string;
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
  .option("--allow-l1", "grade a class, or a folder with --out, even where only level L1 works: no wall against intent")
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
  if (error instanceof WrongUsage) program.error(error.message);
  console.error(`The grader cannot run: ${error instanceof Error ? error.message : error}`);
  process.exitCode = EXIT.grader;
});

async function grade(paths: readonly string[], options: Options): Promise<void> {
  const { out, format, shard, exercises } = options;
  if (!out && (format || shard)) throw new WrongUsage("--format and --shard need --out, the folder to write to.");
  const inputs = readInputs(options);
  const { course, courseModule } = await loadCourse(options.course);
  refuseUnknown(exercises ?? [], course);
  const { submissions, skipped } = findSubmissions(paths, out);
  const isolation = openIsolation(paths, submissions, options);
  const title = options.title ?? course.title;
  tryInputs(emptyReport(submissions, title, isolation), options, inputs);
  const seed = out ? runSeed(out, paths, options.seed) : (options.seed ?? freshSeed());
  const part = shard ? submissions.filter((_, i) => i % shard.of === shard.index - 1) : submissions;
  const variantKey = options.variantKey || undefined; // a variable that is set to nothing is no key
  const report = await gradeClass(part, { ...options, variantKey, seed, isolation, title, course, courseModule });
  for (const file of skipped) console.error(`Not a submission: ${cleanLine(file)}`);
  if (variantKey) console.error("Graded with everybody's own numbers, as the variant key makes them.");
  if (!shard && !exercises) sayWhatCounts(report);
  if (out && !shard) writeReports(report, out, format ?? ["json", "csv", "html"], inputs);
  console.log(textReport(report));
  process.exitCode = exitCode(report);
}

/** Before anything is graded. */
function emptyReport(submissions: readonly Submission[], title: string, isolation: Isolation): Report {
  const learners = submissions.map(({ learner }) => learnerReport(learner, [], []));
  return { format: "unrolled-grader/2", title, version: "", seed: 0, isolation, exercises: [], learners };
}

/**
 * Tried here, before any process of the pool starts. Below L2, a class is refused: several learners, and every folder
 * whose marks are kept, for a class may look like one learner. One's own notebooks can be graded on any system.
 */
function openIsolation(
  paths: readonly string[],
  submissions: readonly Submission[],
  { out, allowL1 }: Options,
): Isolation {
  const { isolation } = openSandbox();
  const isClass = submissions.length > 1 || (out && paths.some((path) => lstatSync(path).isDirectory()));
  const refusal = isClass && !allowL1 ? classRefusal(isolation) : undefined;
  if (!refusal) return isolation;
  const why = submissions.length > 1 ? "" : " With --out, a folder counts as a class.";
  throw new WrongUsage(`${refusal}${why} To grade it all the same: --allow-l1.`);
}

/** One learner's notebook of an exercise that was not set lowers everybody's share. */
function sayWhatCounts({ learners, exercises }: Report): void {
  if (learners.length < 2 || exercises.length === 0) return;
  const numbers = exercises.map(({ number }) => number).join(", ");
  console.error(`Counted: exercises ${numbers}, because somebody handed them in. Say --exercises to fix what counts.`);
}

function writeReports(report: Report, out: string, names: readonly FormatName[], inputs: Inputs): void {
  for (const name of names) {
    const { files, notes = [] } = formats[name](report, inputs);
    for (const [file, content] of files) writeWhole(join(out, file), content);
    for (const note of notes) console.error(`${name}: ${cleanLine(note)}`);
    console.error(written(name, [...files.keys()], out));
  }
}

function written(name: FormatName, files: readonly string[], out: string): string {
  if (files.length === 0) return `${name}: nothing to write yet`; // the grader failed on something of everybody's
  const first = join(out, files[0]);
  return `Written: ${files.length === 1 ? first : `${files.length} files, ${first} …`}`;
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
  if (unknown.length > 0) throw new WrongUsage(`--exercises: ${title} has no exercise ${unknown.join(", ")}.`);
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
