import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the course: the one above this file that holds `exercises/` beside `grader/`. */
export function courseRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "exercises")) || !existsSync(join(folder, "grader"))) {
    const above = dirname(folder);
    if (above === folder) throw new Error("the course's exercises/ folder is missing");
    folder = above;
  }
  return folder;
}
