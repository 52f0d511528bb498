import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Course } from "../submissions/unrolled.js";

/** Of everything that decides a mark: the grader's and the library's code, and the course's notebooks. Twelve digits. */
export function graderVersion({ folder }: Course): string {
  const grader = fileURLToPath(new URL("..", import.meta.url));
  const library = dirname(fileURLToPath(import.meta.resolve("unrolled")));
  const hash = createHash("sha256");
  for (const root of [grader, library]) addFiles(hash, root, /(?<!\.test|\.d)\.[jt]s$/);
  addFiles(hash, folder, /\.ipynb$/);
  return hash.digest("hex").slice(0, 12);
}

function addFiles(hash: ReturnType<typeof createHash>, root: string, wanted: RegExp): void {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
}
