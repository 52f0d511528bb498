import { Command, InvalidArgumentError } from "commander";
import { catalogue } from "../catalogue/index.js";
import { writePackage } from "./package.js";

type Options = { readonly out: string; readonly exercises: readonly number[] };

const all = catalogue.map(({ number }) => number);

await new Command("gradescope")
  .description("Builds a Gradescope autograder: upload the zip file under Configure Autograder.")
  .option("--out <file>", "the zip file to write", "reports/gradescope.zip")
  .option("--exercises <numbers>", "the exercises of the assignment, as 1,2,11 (default: all)", numbers, all)
  .action(async ({ out, exercises }: Options) => {
    const files = await writePackage(out, exercises);
    console.log(`${out}: ${files} files, for exercises ${exercises.join(", ")}`);
  })
  .parseAsync();

function numbers(text: string): number[] {
  return text.split(",").map((part) => {
    if (all.includes(Number(part))) return Number(part);
    throw new InvalidArgumentError(`There is no exercise ${JSON.stringify(part)}.`);
  });
}
