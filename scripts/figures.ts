/** `npm run figures`: computes the course's figures and writes them as pages, pictures, data and metrics. */
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { FigureModule } from "../lib/figures/figure-module.js";
import { figures } from "../lib/figures/index.js";
import { interruptSignal } from "../lib/notebook/interrupt.js";
import { makeFigures } from "./figures/make.js";

type Options = {
  readonly only: readonly FigureModule[];
  readonly fast: boolean;
  readonly record: boolean;
  readonly out: string;
};

const program = new Command("npm run figures --")
  .description("Compute the course's figures, check their claims, and write them to a folder.")
  .option("--only <numbers>", "these figures only, as in 1,3", chosen, figures)
  .option("--fast", "smaller runs, and recordings instead of long trainings", false)
  .option("--record", "train in full and keep the result as the recording that --fast shows", false)
  .option("--out <folder>", "where the files go", "figures-out")
  .parse();

const { only, fast, record, out } = program.opts<Options>();
const signal = interruptSignal();
try {
  const failed = await makeFigures(only, { fast: fast && !record, record, out: resolve(out), signal });
  process.exit(failed === 0 ? 0 : 1);
} catch (error) {
  if (!signal.aborted) throw error;
  console.error("\nstopped");
  process.exit(130);
}

function chosen(list: string): FigureModule[] {
  return list.split(",").map((word) => {
    const found = figures.find(({ number, slug }) => word.trim() === String(number) || word.trim() === slug);
    if (found) return found;
    const known = figures.map(({ number, slug }) => `${number} (${slug})`).join(", ");
    throw new InvalidArgumentError(`There is no figure "${word.trim()}". There are ${known}.`);
  });
}
