import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LearnerReport, Report } from "../../reports/report.js";
import { courseRoot } from "../../submissions/course.js";
import type { GradedNotebook } from "../../submissions/grade-notebook.js";
import { descendantsOf, isRunning } from "../processes.js";
import type { Trap } from "../trap.js";
import { type Mark, type Submission, submissions } from "./submissions.js";

/** What came of grading a class whose marks were known before. */
export type Outcome = {
  readonly class: readonly Submission[];
  readonly level: string;
  readonly seed: number;
  /** Results that were there when the first run was killed. */
  readonly killedAt: number;
  /** Results that the second run made. */
  readonly gradedAgain: number;
  readonly seconds: number;
  /** Everything that is not as it should be, in words. */
  readonly faults: readonly string[];
};

/**
 * Grades a class as `npm run grade` does, two notebooks at a time. In the middle the run is killed, and begun again.
 *
 * @param folder an empty one, for the class and its grades
 */
export async function rehearse(count: number, folder: string, trap: Trap): Promise<Outcome> {
  const handedIn = await submissions(count, trap);
  for (const [i, { file, content }] of handedIn.entries()) {
    mkdirSync(join(folder, "class", learner(i)), { recursive: true });
    writeFileSync(join(folder, "class", learner(i), file), content);
  }
  const start = performance.now();
  const { killedAt, left } = await killedInTheMiddle(folder, count);
  const code = await ended(grader(folder));
  const seconds = (performance.now() - start) / 1000;
  const report: Report = JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8"));
  const { seed, isolation } = report;
  const faults = [
    ...left.map((pid) => `process ${pid} outlived the run that was killed`),
    ...faultsOfRun(code, report, handedIn),
    ...(await trap.harm()),
  ];
  const gradedAgain = resultsIn(folder) - killedAt;
  return { class: handedIn, level: isolation.level, seed, killedAt, gradedAgain, seconds, faults };
}

const learner = (i: number): string => `learner ${String(i + 1).padStart(3, "0")}`;

const grader = (folder: string) =>
  spawn(
    process.execPath,
    [
      join(courseRoot(), "grader", "dist", "cli.js"),
      join(folder, "class"),
      ...["--out", join(folder, "out"), "--format", "json", "--jobs", "2", "--allow-l1"],
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );

const ended = (run: ReturnType<typeof grader>): Promise<number | null> =>
  new Promise((resolve) => run.once("exit", resolve));

/** How many results there were when it was killed, and which of its processes went on. */
async function killedInTheMiddle(folder: string, count: number): Promise<{ killedAt: number; left: number[] }> {
  const run = grader(folder);
  while (resultsIn(folder) < count / 2 && run.exitCode === null) await sleep(20);
  const started = descendantsOf(run.pid as number);
  const gone = ended(run);
  run.kill("SIGKILL");
  await gone;
  for (let waited = 0; started.some(isRunning) && waited < 5000; waited += 100) await sleep(100);
  return { killedAt: resultsIn(folder), left: started.filter(isRunning) };
}

function resultsIn(folder: string): number {
  const results = join(folder, "out", "results");
  return existsSync(results) ? readdirSync(results).filter((name) => name.endsWith(".json")).length : 0;
}

function faultsOfRun(code: number | null, { learners, seed }: Report, handedIn: readonly Submission[]): string[] {
  const refusals = handedIn.filter(({ mark }) => "refused" in mark(seed)).length;
  const wanted = refusals > 0 ? 1 : 0;
  return [
    ...(code === wanted ? [] : [`the exit code is ${code}, not ${wanted}`]),
    ...(learners.length === handedIn.length ? [] : [`${learners.length} of ${handedIn.length} are in the report`]),
    ...handedIn.flatMap((submission, i) => {
      const report = learners.find((one) => one.learner === learner(i));
      return faultsOf(submission, report, seed).map((fault) => `${submission.what}: ${fault}`);
    }),
  ];
}

function faultsOf({ mark }: Submission, report: LearnerReport | undefined, seed: number): string[] {
  const wanted = mark(seed);
  const [refused] = report?.refused ?? [];
  if ("refused" in wanted) return refused?.refused.includes(wanted.refused) ? [] : [`it is not refused: ${JSON.stringify(report)}`]; // biome-ignore format: a row
  const [graded] = report?.graded ?? [];
  return graded ? faultsOfMark(wanted, graded) : [`it is not graded: ${JSON.stringify(report)}`];
}

function faultsOfMark({ points, says, checks }: Mark, graded: GradedNotebook): string[] {
  const own = graded.checks.map(({ id, points, misconception }) => [id, points, misconception]);
  return [
    ...(graded.points === points ? [] : [`${graded.points} points, not ${points}`]),
    ...(!says || JSON.stringify(graded).includes(says) ? [] : [`it does not say "${says}"`]),
    ...(!checks || JSON.stringify(own) === JSON.stringify(checks) ? [] : [`${JSON.stringify(own)}, not ${JSON.stringify(checks)}; ${graded.problems.join("; ")}`]), // biome-ignore format: a row
  ];
}
