import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { LearnerReport, Report } from "../reports/report.js";
import { courseRoot } from "../submissions/course.js";
import { readNotebook } from "../submissions/notebook.js";
import { inVariant, variantOf } from "../submissions/variant.js";
import { childrenOf } from "../testing/processes.js";
import {
  type Answer,
  fileOf,
  hostile,
  notebookWith,
  right,
  unreadable,
  writeAnswer,
  wrong,
} from "../testing/toy-notebooks.js";
import { course } from "../toy-course/index.js";

/* The tools themselves, on the toy course; `npm test` has built before. */

const folder = mkdtempSync(join(tmpdir(), "unrolled class "));
afterAll(() => rmSync(folder, { recursive: true }));

const dist = join(courseRoot(), "grader", "dist");
const args = (...own: string[]): string[] => [
  join(dist, "cli.js"),
  ...["--course", join(dist, "toy-course", "index.js"), "--allow-l1", "--jobs", "2"],
  ...own,
];
const grade = (...own: string[]) => spawnSync(process.execPath, args(...own), { encoding: "utf8" });
const reportIn = (out: string): Report => JSON.parse(readFileSync(join(out, "report.json"), "utf8"));

/** A folder for every learner: a name, what they answered, and files that are no notebooks. */
function classOf(name: string, learners: { readonly [learner: string]: readonly (Answer | string)[] }): string {
  const at = join(folder, name);
  for (const [learner, answers] of Object.entries(learners)) {
    mkdirSync(join(at, learner), { recursive: true });
    for (const answer of answers) {
      if (typeof answer !== "string") writeAnswer(join(at, learner), answer);
      else writeFileSync(join(at, learner, "01-area.ipynb"), answer);
    }
  }
  return at;
}

const NAMES = ["=cmd|'calc'!A0", "<script>alert(1)</script>".replaceAll("/", "∕"), "\u001b[2Jred", "a\u202Etxt.exe", "index", "Zoë Ñandú, Jr.", "'\"&", "-1+1"]; // biome-ignore format: a list

describe("a class", () => {
  const made = [...right, ...wrong, ...hostile, ...unreadable, ...right, ...wrong, ...right, ...right];
  const learners = Object.fromEntries(
    made.map((answer, i) => [NAMES[i - 8] ?? `learner ${String(i).padStart(2, "0")}`, [answer]]),
  );
  const at = classOf("class", { ...learners, "nothing handed in": [] });
  symlinkSync("/etc", join(at, "a link"));
  writeFileSync(join(at, "roster.txt"), "alice\n");
  const out = join(folder, "out");
  const results = join(out, "results");
  const stored = (): string[] =>
    existsSync(results) ? readdirSync(results).filter((name) => name.endsWith(".json")) : [];

  it("goes on after kill -9, grades everybody once, and drops nobody", async () => {
    const killed = spawn(process.execPath, args(at, "--out", out), { stdio: "ignore" });
    await vi.waitFor(() => expect(stored().length).toBeGreaterThan(8), { timeout: 120_000, interval: 20 });
    killed.kill("SIGKILL");
    await new Promise((resolve) => killed.once("exit", resolve));
    await new Promise((resolve) => setTimeout(resolve, 500)); // the pool hears of it
    const before = new Map(stored().map((name) => [name, statSync(join(results, name)).mtimeMs]));
    expect(before.size).toBeLessThan(25);
    for (const name of before.keys()) JSON.parse(readFileSync(join(results, name), "utf8"));
    const { seed } = JSON.parse(readFileSync(join(out, "run.json"), "utf8"));

    const { status, stderr } = grade(at, "--out", out, "--format", "json,csv,canvas,junit,gradescope,classroom,html");
    expect(status).toBe(1); // something could not be read
    expect(stderr).toContain("Not a submission:");
    for (const [name, time] of before) expect(statSync(join(results, name)).mtimeMs).toBe(time);
    const report = reportIn(out);
    expect(report.seed).toBe(seed);
    expect(report.learners).toHaveLength(made.length + 2);
    const found = new Map(report.learners.map((one) => [one.learner, one]));
    for (const [learner, [answer]] of Object.entries(learners)) checkOne(learner, answer, found.get(learner));
    for (const learner of ["nothing handed in", "a link"]) expect(found.get(learner)?.refused).toHaveLength(1);
    expect(readdirSync(join(out, "html"))).toHaveLength(report.learners.length + 1);
  });
});

function checkOne(learner: string, answer: Answer | string, found: LearnerReport | undefined): void {
  const outcome = [learner, found?.points, found?.refused.length, found?.failed.length];
  expect(outcome).toEqual([
    learner,
    typeof answer === "string" ? 0 : answer.earns,
    typeof answer === "string" ? 1 : 0,
    0,
  ]);
}

describe("shards of a class", () => {
  it("agree on a seed, write no report, and are put together by a run without shards", () => {
    const at = classOf("small", { ann: [right[0]], ben: [wrong[1]], eve: [right[2]] });
    const out = join(folder, "sharded");
    const seeds = ["1/2", "2/2"].map((shard) => {
      expect(grade(at, "--out", out, "--shard", shard).status).toBe(0);
      expect(existsSync(join(out, "report.json"))).toBe(false);
      return readFileSync(join(out, "run.json"), "utf8");
    });
    expect(seeds[1]).toBe(seeds[0]);
    const { stderr } = grade(at, "--out", out, "--format", "json", "--exercises", "1,2,3,4");
    expect(stderr).toContain("(3 known before)");
    const summary = reportIn(out).learners.map(({ learner, points, maxPoints }) => [learner, points, maxPoints]);
    expect(summary).toEqual([["ann", 2, 9], ["ben", 0, 9], ["eve", 4, 9]]); // biome-ignore format: a table
  });
});

describe("exercises that were not set", () => {
  it("are not graded, and are when they are set later", () => {
    const at = classOf("unset", { ann: [right[0], right[2]], ben: [wrong[2]] });
    const out = join(folder, "unset out");
    const stored = (): number => readdirSync(join(out, "results")).length;
    expect(grade(at, "--out", out, "--format", "json", "--exercises", "1").status).toBe(0);
    expect(stored()).toBe(1);
    const [ann, ben] = reportIn(out).learners;
    expect(ann).toMatchObject({ points: 2, maxPoints: 2, notSet: [{ exercise: 3 }] });
    expect(ben).toMatchObject({ points: 0, maxPoints: 2, notSet: [{ exercise: 3 }], missing: [1] });
    expect(grade(at, "--out", out, "--format", "json", "--exercises", "1,3").status).toBe(0);
    expect(stored()).toBe(3);
    expect(reportIn(out).learners.map(({ points }) => points)).toEqual([6, 1]);
  });
});

describe.skipIf(process.platform !== "linux")("a process of the pool that ends", () => {
  it("costs what it was grading, which is nobody's zero and is graded by the next run", async () => {
    const at = classOf(
      "crash",
      Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((name, i) => [name, [right[i % 4]]])),
    );
    const out = join(folder, "crash out");
    const grader = spawn(process.execPath, args(at, "--out", out, "--format", "json"), { stdio: "ignore" });
    const ended = new Promise((resolve) => grader.once("exit", resolve));
    await vi.waitFor(() => expect(readdirSync(join(out, "results")).length).toBeGreaterThan(0), { timeout: 60_000, interval: 20 }); // biome-ignore format: a line
    for (const pid of childrenOf(grader.pid as number)) process.kill(pid, "SIGKILL");
    expect(await ended).toBe(3);
    const { learners } = reportIn(out);
    const failed = learners.filter(({ failed }) => failed.length > 0);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(learners.length);
    expect(grade(at, "--out", out, "--format", "json").status).toBe(0);
    expect(reportIn(out).learners.map(({ points }) => points)).toEqual([2, 2, 4, 1, 2, 2]);
  });
});

describe("learners with other numbers each", () => {
  const at = join(folder, "variants");
  const [exercise] = course.exercises;
  const handout = (learner: string): string => {
    const own = join(folder, "handouts", learner);
    mkdirSync(own, { recursive: true });
    const notebook = inVariant(readNotebook(join(course.folder, "01-area.ipynb")), exercise, variantOf("key", learner));
    writeFileSync(join(own, "01-area.ipynb"), JSON.stringify(notebook));
    return own;
  };
  const areaOf = (learner: string): string => {
    const variant = exercise.variant?.(variantOf("key", learner));
    return `const area = ${Math.PI * Number(variant?.given?.r) ** 2};`;
  };
  for (const [learner, copied] of [["Ann Lee_101_assignsubmission_file_", "Ann Lee"], ["Ben", "Ann Lee"]]) {
    mkdirSync(join(at, learner), { recursive: true });
    const answer: Answer = { exercise: 1, source: areaOf(copied), earns: 2 };
    writeFileSync(join(at, learner, fileOf(answer)), notebookWith(answer, handout(copied)));
  } // biome-ignore format: pairs
  const outcomes = (out: string): unknown[] =>
    reportIn(out).learners.map(({ points, graded: [{ problems }] }) => [points, ...problems]);

  it("are graded by their own, and not by a neighbour's, which is said", () => {
    const out = join(folder, "variants out");
    const { status, stderr } = grade(at, "--out", out, "--variant-key", "key");
    expect([status, stderr]).toEqual([0, expect.stringContaining("everybody's own numbers")]);
    expect(outcomes(out)).toEqual([[2], [0, expect.stringContaining("another learner's numbers")]]);
  });

  it("hear of it when there is no key, or an empty one", () => {
    const out = join(folder, "no key out");
    const { status, stderr } = grade(at, "--out", out, "--variant-key", "");
    expect([status, stderr]).toEqual([0, expect.not.stringContaining("everybody's own numbers")]);
    const noKey = expect.stringContaining("knows no variant key");
    expect(outcomes(out)).toEqual([[0, noKey], [0, noKey]]); // biome-ignore format: pairs
  });
});

describe("one learner again", () => {
  it("is graded into another folder: the class's reports stay, and say what counted", () => {
    const at = classOf("again", { ann: [right[0]], ben: [right[2]] });
    const out = join(at, "grades");
    const { stderr } = grade(at, "--out", out);
    expect(stderr).toContain("Counted: exercises 1, 3, because somebody handed them in. Say --exercises");
    const before = reportIn(out);
    const again = grade(join(at, "ben"), "--out", out);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain("choose another folder");
    expect(reportIn(out)).toEqual(before);
    const fixed = grade(at, "--out", out, "--exercises", "1,3");
    expect([fixed.status, fixed.stderr]).toEqual([0, expect.not.stringContaining("Counted:")]);
    expect(reportIn(out).learners.map(({ learner }) => learner)).toEqual(["ann", "ben"]);
  });
});
