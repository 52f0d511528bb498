import { createWriteStream, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { courseRoot } from "../submissions/course.js";

/** What the grader needs to run, and its licence: no solved notebooks, and nothing that tests the grader. */
const NEEDED: readonly string[] = [
  "LICENSE",
  "package.json",
  "package-lock.json",
  "exercises",
  ...["package.json", "dist"].flatMap((part) => [join("lib", part), join("grader", part)]),
];

const UNNEEDED = /\.tsbuildinfo$|(^|[\\/])(attacks|toy-course|gradescope|testing)[\\/]/;

/** Writes the autograder's zip file: Gradescope unpacks it as /autograder/source. */
export async function writePackage(file: string, exercises: readonly number[]): Promise<number> {
  const root = courseRoot();
  const zip = new ZipFile();
  for (const script of ["setup.sh", "run_autograder"])
    zip.addFile(join(root, "grader", "gradescope", script), script, { mode: 0o100755 });
  zip.addBuffer(Buffer.from(`${exercises.join(",")}\n`), "exercises.txt");
  const files = NEEDED.flatMap((path) => filesIn(root, path));
  for (const path of files) zip.addFile(join(root, path), path.split(sep).join("/"), { mode: 0o100644 });
  zip.end();
  mkdirSync(dirname(file), { recursive: true });
  await pipeline(zip.outputStream, createWriteStream(file));
  return files.length + 3;
}

function filesIn(root: string, path: string): string[] {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .filter((file) => !UNNEEDED.test(file) && !/(^|[\\/])\./.test(file))
    .sort();
}
