import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { catalogue } from "../grader/catalogue/index.js";
import { bankTable } from "./exercises/bank.js";
import { exercisesFolder, generateAll, strangers } from "./exercises/course.js";
import { readRoster, UnfitRoster, writeHandouts } from "./exercises/handouts.js";

type Options = { readonly bank?: boolean; readonly roster?: string; readonly out?: string };

const program: Command = new Command("exercises")
  .description(
    "Writes exercises/ from solutions/. With a roster: a folder of exercises for every learner, each with its own numbers, drawn from the key in UNROLLED_VARIANT_KEY.",
  )
  .option("--roster <file>", "the learners, one name a line")
  .option("--out <folder>", "where the learners' folders are written")
  .option("--bank", "print how many wrong and right solutions each exercise is tested with, and write nothing")
  .action(run);

program.parse();

function run({ bank, roster, out }: Options): void {
  if (bank) {
    console.log(bankTable(catalogue, 1));
    return;
  }
  if (!roster && !out) {
    generate();
    return;
  }
  if (!roster || !out) program.error("--roster and --out belong together.");
  const key = process.env.UNROLLED_VARIANT_KEY; // no option: npm shows those, and everybody can list processes
  if (!key) program.error("--roster needs the key of the numbers, a word of your own, in UNROLLED_VARIANT_KEY.");
  const learners = rosterIn(roster);
  writeHandouts(learners, key, out);
  console.log(`${out}: exercises for ${learners.length} learners`);
}

function rosterIn(path: string): string[] {
  try {
    return readRoster(path);
  } catch (error) {
    if (error instanceof UnfitRoster) return program.error(error.message);
    throw error;
  }
}

function generate(): void {
  for (const [file, content] of generateAll()) {
    writeFileSync(join(exercisesFolder, file), content);
    console.log(`exercises/${file}`);
  }
  const left = strangers(exercisesFolder);
  if (left.length > 0)
    program.error(`No exercise has this name: ${left.join(", ")}. Is it left over? Remove it from exercises/.`);
}
