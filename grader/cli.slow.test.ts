import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { catalogue } from "./catalogue/index.js";
import { courseRoot } from "./submissions/course.js";

/* `npm run grade` builds before it runs this; npm test has built too. */

const root = courseRoot();
const folder = mkdtempSync(join(tmpdir(), "unrolled grade "));
afterAll(() => rmSync(folder, { recursive: true }));

const grade = (...args: string[]): Ran => gradeWith(process.env, args);

type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

function gradeWith(env: NodeJS.ProcessEnv, args: readonly string[]): Ran {
  return spawnSync(process.execPath, [join(root, "grader", "dist", "cli.js"), ...args], {
    cwd: root,
    encoding: "utf8",
    env,
  });
}

type Graded = {
  exercise: number;
  points: number;
  maxPoints: number;
  problems: string[];
  checks: { id: string; points: number; misconception?: string }[];
  seconds?: number;
};

type One = { seed: number; points: number; maxPoints: number; notebooks: Graded[] };
let runs = 0;

/** The report on the one learner whose notebooks these are. */
function graded(...args: string[]): One {
  const out = join(folder, `out ${runs++}`);
  expect(grade(...args, "--out", out, "--format", "json", "--allow-l1").status).toBe(0);
  const { seed, learners } = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
  const [{ points, maxPoints, graded: notebooks }] = learners;
  for (const notebook of notebooks) delete notebook.seconds;
  return { seed, points, maxPoints, notebooks };
}

/** A copy of a course's notebook with one cell's text replaced. */
function edited(from: string, name: string, id: string, change: (source: string) => string): string {
  const notebook = JSON.parse(readFileSync(join(root, from), "utf8"));
  const cell = notebook.cells.find((found: { id: string }) => found.id === id);
  cell.source = change(cell.source.join(""));
  mkdirSync(join(folder, "edited"), { recursive: true });
  const path = join(folder, "edited", name);
  writeFileSync(path, JSON.stringify(notebook));
  return path;
}

describe("npm run grade", () => {
  const maxPoints = catalogue.flatMap(({ checks }) => checks).reduce((sum, { points }) => sum + points, 0);

  it("gives the solutions full marks", () => {
    expect(graded("solutions")).toMatchObject({
      points: maxPoints,
      maxPoints,
      notebooks: catalogue.map(() => ({ problems: [] })),
    });
  });

  it("gives untouched exercises nothing", () => {
    expect(graded("exercises/")).toMatchObject({ points: 0, maxPoints });
  });

  it("names the mistake, repeats a run by its seed, and goes on after an endless loop", () => {
    const source = "solutions/11-rnn-forward-backward.ipynb";
    const overwriting = edited(source, "11-overwriting.ipynb", "bptt", (text) =>
      text.replace("grads.bh.data[i] += da", "grads.bh.data[i] = da"),
    );
    const { notebooks, seed } = graded(overwriting);
    expect(notebooks[0].points).toBe(9);
    expect(notebooks[0].checks.find(({ points }) => points === 0)?.misconception).toBe("overwriting instead of +=");
    expect(graded(overwriting, "--seed", String(seed)).notebooks).toEqual(notebooks);

    const endless = edited(source, "11-endless.ipynb", "bptt", (text) => text.replace("t >= 0; t--", "t >= 0;"));
    expect(graded(endless).notebooks[0].points).toBe(4);
  });

  it("reports a cell that does not run, and grades the rest", () => {
    const broken = edited(
      "solutions/11-rnn-forward-backward.ipynb",
      "11-broken.ipynb",
      "rnn-forward",
      (text) => `${text})`,
    );
    const [{ points, problems }] = graded(broken).notebooks;
    expect(problems[0]).toMatch(/^the cell \[rnn-forward\] does not run: \d+:\d+ - /);
    expect(points).toBe(6);
  });

  it("reports a notebook that cannot be read, grades the others, and says so by its exit code", () => {
    const mixed = join(folder, "mixed");
    mkdirSync(mixed);
    writeFileSync(join(mixed, "02-torn.ipynb"), '{"cells": [');
    copyFileSync(join(root, "solutions", "02-forward-by-hand.ipynb"), join(mixed, "02-whole.ipynb"));
    const { status, stdout } = grade(mixed);
    expect(status).toBe(1);
    expect(stdout).toContain("02-torn.ipynb: is not JSON");
    expect(stdout).toContain("Total: 3 of 3 points");
  });

  it.each([
    ["no path", []],
    ["a path that is not there", ["nowhere"]],
    ["a folder without notebooks", ["data/../.ci"]],
    ["a seed that is no number", ["exercises", "--seed", "x"]],
    ["an unknown option", ["exercises", "--fast"]],
    ["an unknown format", ["exercises", "--out", "x", "--format", "pdf"]],
    ["a format without a folder", ["exercises", "--format", "csv"]],
    ["a shard that is none", ["exercises", "--out", "x", "--shard", "3/2"]],
    ["an exercise that the course does not have", ["exercises", "--exercises", "1,2,111"]],
    ["Moodle without its worksheet", ["exercises", "--out", "x", "--format", "moodle"]],
    ["a worksheet that is none", ["exercises", "--out", "x", "--format", "csv,moodle", "--moodle-worksheet", "biome.json"]],
    ["a worksheet that fills nothing", ["exercises", "--moodle-worksheet", "biome.json"]],
    ["a course that is none", ["exercises", "--course", "grader/dist/cli.d.ts"]],
  ])("exits with 2 for %s, and says so without a stack", (_, args) => {
    const { status, stderr } = grade(...args);
    expect(status).toBe(2);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(existsSync(join(root, "x"))).toBe(false);
  }); // biome-ignore format: a table

  it("exits with 3 where the grader itself fails, writes no mark, and says who has to wait", () => {
    const [course, out, empty] = ["course.mjs", "no marks", "no notebooks"].map((name) => join(folder, name));
    mkdirSync(empty);
    const ours = JSON.stringify(new URL("dist/submissions/unrolled.js", import.meta.url).href);
    writeFileSync(
      course,
      `export const course = { ...(await import(${ours})).course, folder: ${JSON.stringify(empty)} };`,
    );
    const notebook = "solutions/02-forward-by-hand.ipynb";
    const { status, stderr } = grade(notebook, "--course", course, "--out", out, "--format", "gradescope,json");
    expect(status).toBe(3);
    expect(stderr).toMatch(/^gradescope: .*not graded yet/m);
    expect(stderr).toContain("gradescope: nothing to write yet");
    expect(existsSync(join(out, "results.json"))).toBe(false);
    expect(existsSync(join(out, "report.json"))).toBe(true);
  });

  it("exits with 2 for a damaged run, and says what to do", () => {
    const out = join(folder, "damaged");
    mkdirSync(out);
    writeFileSync(join(out, "run.json"), '{"seed":');
    const { status, stderr } = grade("exercises/02-forward-by-hand.ipynb", "--out", out);
    expect(status).toBe(2);
    expect(stderr).toContain("run.json is not as the grader wrote it: delete it");
  });

  it("below L2 keeps no marks of a folder unless told to, and grades one's own", () => {
    const own = join(folder, "own");
    mkdirSync(own);
    copyFileSync(join(root, "solutions", "02-forward-by-hand.ipynb"), join(own, "02-mine.ipynb"));
    const grade = (...args: string[]): Ran => gradeWith({ ...process.env, PATH: "" }, args); // without bubblewrap
    const out = ["--out", join(folder, "own out")];
    expect(grade(own).stdout).toContain("Isolation L1");
    expect(grade(join(own, "02-mine.ipynb"), ...out).status).toBe(0);
    const { status, stderr } = grade(own, ...out);
    expect(status).toBe(2);
    expect(stderr).toContain("With --out, a folder counts as a class.");
    expect(grade(own, "--out", join(folder, "own too"), "--allow-l1").status).toBe(0);
  });

  it("does not let a learner's text steer the terminal", () => {
    const hostile = edited(
      "solutions/02-forward-by-hand.ipynb",
      "02-hostile.ipynb",
      "states",
      () => "console.log('\\u001b[2J here \\u0007');",
    );
    expect(grade(hostile).stdout).toContain("here");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be gone
    expect(grade(hostile).stdout).not.toMatch(/[\u0007\u001b]/);
  });
});
