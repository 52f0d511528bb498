import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { catalogue } from "../../grader/catalogue/index.js";
import { readNotebook } from "../../grader/submissions/notebook.js";
import { generateExercise, serialise } from "./generate.js";

const root: string = fileURLToPath(new URL("../..", import.meta.url));
export const exercisesFolder: string = join(root, "exercises");
export const solutionsFolder: string = join(root, "solutions");

/** Every student's notebook by file name, made anew. @throws Error that names the file, when a source is not in order */
export function generateAll(): Map<string, string> {
  return new Map(
    catalogue.map((exercise) => {
      const file = `${exercise.slug}.ipynb`;
      try {
        return [file, serialise(generateExercise(readNotebook(join(solutionsFolder, file)), exercise))];
      } catch (error) {
        throw new Error(`solutions/${file}: ${(error as Error).message}`);
      }
    }),
  );
}

/** Files that belong to no exercise. */
export function strangers(folder: string): string[] {
  const known = new Set(catalogue.map(({ slug }) => `${slug}.ipynb`));
  return readdirSync(folder).filter((file) => !known.has(file) && !file.startsWith("."));
}
