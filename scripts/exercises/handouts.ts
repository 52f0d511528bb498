import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../grader/catalogue/index.js";
import { readNotebook } from "../../grader/submissions/notebook.js";
import { inVariant, variantOf } from "../../grader/submissions/variant.js";
import { exercisesFolder } from "./course.js";
import { serialise } from "./generate.js";

/** The learners' names: one a line, such as will serve as the name of a folder. @throws Error that names the line */
export function readRoster(path: string): string[] {
  const learners = readFileSync(path, "utf8").split(/\r?\n/).map((line) => line.trim()).filter(Boolean); // biome-ignore format: a line
  const unfit = learners.find((name) => !/^[\p{L}\p{N}][\p{L}\p{N} ._@-]*$/u.test(name));
  if (unfit !== undefined) throw new Error(`${path}: ${JSON.stringify(unfit)} cannot be the name of a folder`);
  const twice = learners.find((name, i) => learners.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`${path}: ${JSON.stringify(twice)} stands there twice`);
  return learners;
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
