import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/* The script alone, with a grader that only counts files; gradescope.slow.test.ts runs the real one. */

const COUNTING = `
import { readdirSync, writeFileSync } from "node:fs";
const [folder, , out] = process.argv.slice(2);
const notebooks = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".ipynb"));
writeFileSync(out + "/results.json", JSON.stringify({ score: notebooks.length }));
`;

const root = join(mkdtempSync(join(tmpdir(), "unrolled autograder ")), "autograder");
const script = join(dirname(fileURLToPath(import.meta.url)), "run_autograder");
const results = join(root, "results", "results.json");
afterAll(() => rmSync(dirname(root), { recursive: true }));

beforeAll(() => {
  for (const folder of ["source/grader/dist", "results"]) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "source", "package.json"), '{"type": "module"}');
  writeFileSync(join(root, "source", "exercises.txt"), "2\n");
  writeFileSync(join(root, "source", "grader", "dist", "cli.js"), COUNTING);
  cpSync(script, join(root, "run_autograder"));
  chmodSync(dirname(root), 0o755); // the grader runs as nobody
});

function run(files: readonly string[]): { score: number; output?: string } | undefined {
  rmSync(join(root, "submission"), { recursive: true, force: true });
  rmSync(results, { force: true });
  mkdirSync(join(root, "submission", "deep"), { recursive: true });
  for (const file of files) writeFileSync(join(root, "submission", file), "{}");
  spawnSync("bash", [join(root, "run_autograder")], { stdio: "ignore" });
  return existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : undefined;
}

describe.skipIf(process.platform !== "linux")("run_autograder", () => {
  it("sees the notebooks of a submission whose list of files is longer than a pipe holds", () => {
    const names = Array.from({ length: 600 }, (_, i) => `deep/${i}${"x".repeat(200)}.ipynb`);
    expect(run(names)).toEqual({ score: 600 });
  });

  it("sees one, and that there is none", () => {
    expect(run(["deep/a b.ipynb", "notes.txt"])).toEqual({ score: 1 });
    expect(run(["notes.txt"])).toMatchObject({ score: 0, output: expect.stringContaining("no notebook") });
  });
});
