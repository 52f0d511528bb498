import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../grader/catalogue/index.js";
import { readNotebook } from "../../grader/submissions/notebook.js";
import { inVariant, rosterName, variantOf } from "../../grader/submissions/variant.js";
import { exercisesFolder } from "./course.js";
import { serialise } from "./generate.js";

/** What no folder may be called on some system, or would be hidden or lost by; U+FFFD stands where it was no UTF-8. */
const UNFIT = /^[.-]|[\p{Cc}\uFFFD\\/:*?"<>|]/u;

/** A roster that cannot be worked with; the message names the file and the line. */
export class UnfitRoster extends Error {}

/** The learners' names: one a line, such as will serve as the name of a folder. @throws UnfitRoster */
export function readRoster(path: string): string[] {
  const lines = textOf(path).normalize("NFC").split(/\r?\n/);
  const learners = lines.map((line) => line.trim()).filter(Boolean);
  const unfit = learners.find((name) => UNFIT.test(name) || rosterName(name) === "");
  if (unfit !== undefined) throw new UnfitRoster(`${path}: ${JSON.stringify(unfit)} cannot be the name of a folder`);
  const names = learners.map(rosterName);
  const twice = learners.find((_, i) => names.indexOf(names[i]) !== i);
  if (twice !== undefined) throw new UnfitRoster(`${path}: ${JSON.stringify(twice)} stands there twice`);
  return learners;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UnfitRoster(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Writes a folder of exercises for every learner, each with the learner's own numbers. */
export function writeHandouts(learners: readonly string[], key: string, out: string): void {
  for (const learner of learners) {
    const folder = join(out, learner);
    mkdirSync(folder, { recursive: true });
    for (const exercise of catalogue) {
      const file = `${exercise.slug}.ipynb`;
      const notebook = inVariant(readNotebook(join(exercisesFolder, file)), exercise, variantOf(key, learner));
      writeFileSync(join(folder, file), serialise(notebook));
    }
  }
}
