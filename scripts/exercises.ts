import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { catalogue } from "../grader/catalogue/index.js";
import { bankTable } from "./exercises/bank.js";
import { exercisesFolder, generateAll, strangers } from "./exercises/course.js";
import { readRoster, writeHandouts } from "./exercises/handouts.js";

type Options = { readonly bank?: boolean; readonly roster?: string; readonly key?: string; readonly out?: string };

const program: Command = new Command("exercises")
  .description(
    "Writes exercises/ from solutions/. With a roster: a folder of exercises for every learner, each with its own numbers.",
  )
  .option("--roster <file>", "the learners, one name a line")
  .option("--key <secret>", "what the numbers are drawn from; grade with the same: --variant-key")
  .option("--out <folder>", "where the learners' folders are written")
  .option("--bank", "print how many wrong and right solutions each exercise is tested with, and write nothing")
  .action(run);

program.parse();

function run({ bank, roster, key, out }: Options): void {
  if (bank) {
    console.log(bankTable(catalogue, 1));
    return;
  }
  if (!roster && !key && !out) {
    generate();
    return;
  }
  if (!roster || !key || !out) program.error("--roster, --key and --out belong together");
  const learners = readRoster(roster);
  writeHandouts(learners, key, out);
  console.log(`${out}: exercises for ${learners.length} learners`);
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
