import { Problem } from "../setup/problem.mjs";
import { cross, elapsed, paint, showProblem, step } from "../setup/progress.mjs";
import { stopRunning } from "../setup/run.mjs";
import { checkMachine, setUp } from "../setup/setup.mjs";
import { staticStages } from "./static.mjs";
import { add, nothing, oneFailed, summary } from "./tally.mjs";
import { runProject, vitestProjects } from "./vitest.mjs";

/**
 * `npm test [-- STAGE…]`: sets up what is missing, runs the stages one after the other, and ends with one line
 * `N passed, N failed`. Whatever goes wrong on the way counts as failed.
 * @param {string[]} wanted names of stages; none: all
 */
export async function main(wanted) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  const start = performance.now();
  let tally = nothing();
  try {
    checkMachine();
    await setUp();
    for (const { name, work } of await chooseStages(wanted)) tally = add(tally, await runStage(name, work));
  } catch (error) {
    showOddity(error);
    tally = add(tally, { ...nothing(), failed: 1 });
  }
  for (const { name, reason } of tally.skipped)
    console.log(`${paint("yellow", "–")} skipped: ${name}${reason && ` (${reason})`}`);
  console.log(`\nAll stages took ${elapsed(start)}.`);
  console.log(summary(tally));
  process.exitCode = tally.failed === 0 ? 0 : 1;
}

/** Ctrl-C or `kill`: what has been started ends too. */
async function stop() {
  await stopRunning();
  console.log("\nStopped before the end.");
  process.exit(130);
}

/** @typedef {{ name: string, work: (report: (text: string) => void) => Promise<import("./tally.mjs").Tally> }} Stage */

/**
 * @param {string[]} wanted
 * @returns {Promise<Stage[]>}
 */
async function chooseStages(wanted) {
  const projects = await vitestProjects();
  const stages = [
    ...Object.entries(staticStages).map(([name, work]) => ({ name, work })),
    ...projects.map((name) => ({
      name,
      work: (/** @type {(text: string) => void} */ report) => runProject(name, report),
    })),
  ];
  const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    throw new Problem(`There is no stage ${unknown.join(", ")}.`, [
      `Stages: ${stages.map(({ name }) => name).join(", ")}`,
    ]);
  }
  return wanted.length === 0 ? stages : stages.filter(({ name }) => wanted.includes(name));
}

/**
 * Shows the stage, then its failures at once: a long run may be watched.
 * @param {string} name
 * @param {Stage["work"]} work
 */
async function runStage(name, work) {
  const attempt = (/** @type {(text: string) => void} */ report) =>
    work(report).catch((error) => oneFailed(`${name}: ${error.stack}`));
  const tally = await step(name, attempt, ({ failed }) => failed === 0);
  for (const failure of tally.failures) console.log(`\n${cross()} ${failure.split("\n").slice(0, 60).join("\n  ")}\n`);
  return tally;
}

/** @param {unknown} error */
function showOddity(error) {
  if (error instanceof Problem) showProblem(error);
  else console.error(error);
}
