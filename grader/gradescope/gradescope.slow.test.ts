import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Entry, openPromise } from "yauzl";
import { courseRoot } from "../submissions/course.js";
import { writePackage } from "./package.js";

/* Gradescope's tree, in a temporary folder: what setup.sh installs there is lent from here. */

const root = join(mkdtempSync(join(tmpdir(), "unrolled gradescope ")), "autograder");
afterAll(() => rmSync(dirname(root), { recursive: true }));
const modes = new Map<string, number>();

beforeAll(async () => {
  for (const folder of ["source", "submission", "results"]) mkdirSync(join(root, folder), { recursive: true });
  const zip = join(dirname(root), "package.zip");
  await writePackage(zip, [2, 11]);
  await unpack(zip, join(root, "source"));
  cpSync(join(root, "source", "run_autograder"), join(root, "run_autograder"));
  symlinkSync(join(courseRoot(), "node_modules"), join(root, "source", "node_modules"));
  chmodSync(dirname(root), 0o755); // the grader runs as nobody
});

async function unpack(file: string, to: string): Promise<void> {
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
    modes.set(entry.fileName, entry.externalFileAttributes >>> 16);
    const path = join(to, entry.fileName);
    mkdirSync(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
  }
}

type Results = { score: number; output: string; tests: { name: string; max_score: number; status: string }[] };

function run(files: { readonly [path: string]: string }): { status: number | null; results?: Results } {
  rmSync(join(root, "submission"), { recursive: true });
  rmSync(join(root, "results", "results.json"), { force: true });
  mkdirSync(join(root, "submission"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, "submission", path)), { recursive: true });
    writeFileSync(join(root, "submission", path), content);
  }
  const { status } = spawnSync("bash", [join(root, "run_autograder")], { stdio: ["ignore", "ignore", "pipe"] });
  const results = join(root, "results", "results.json");
  return { status, results: existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : undefined };
}

const solution = (slug: string): string => readFileSync(join(courseRoot(), "solutions", `${slug}.ipynb`), "utf8");

describe("the package", () => {
  it("holds what grades, executable where it must be, and nothing that solves an exercise", () => {
    for (const script of ["setup.sh", "run_autograder"]) expect(modes.get(script)).toBe(0o100755);
    const names = [...modes.keys()];
    for (const name of ["LICENSE", "grader/dist/cli.js", "lib/dist/index.js", "lib/dist/index.d.ts", "exercises/02-forward-by-hand.ipynb", "package-lock.json"]) // biome-ignore format: a list
      expect(names).toContain(name);
    expect(names.filter((name) => /solutions|\.test\.|attacks|node_modules|(^|\/)\.|\.\./.test(name))).toEqual([]);
  });

  it("has scripts that bash can read", () => {
    for (const script of ["setup.sh", "run_autograder"])
      expect(spawnSync("bash", ["-n", join(root, "source", script)]).status).toBe(0);
  });
});

describe.skipIf(process.platform !== "linux")("run_autograder", () => {
  it("grades what was uploaded, however deep it lies, against all that was set", () => {
    const { status, results } = run({
      "my work/02-forward-by-hand.ipynb": solution("02-forward-by-hand"),
      "other/notes.txt": "hello",
    });
    expect(status).toBe(0);
    expect(results?.score).toBe(3);
    expect(results?.output).toBe("Exercise 11: nothing was handed in.");
    expect(results?.tests.map(({ status }) => status)).toEqual(["passed", "passed", "passed"]);
  });

  it("says what cannot be read, and that nothing is there", () => {
    expect(run({ "02-forward-by-hand.ipynb": "{" }).results).toMatchObject({
      score: 0,
      output: expect.stringContaining("is not JSON"),
    });
    expect(run({ "essay.pdf": "…" }).results).toMatchObject({
      score: 0,
      output: expect.stringContaining("no notebook"),
    });
  });

  it("gives no zero where the grader itself fails", () => {
    const cli = join(root, "source", "grader", "dist", "cli.js");
    const whole = readFileSync(cli);
    writeFileSync(cli, "process.exit(3)");
    expect(run({ "02-forward-by-hand.ipynb": "{" })).toEqual({ status: 1, results: undefined });
    writeFileSync(cli, whole);
  });
});
