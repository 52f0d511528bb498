import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { logs, root, shown } from "../setup/paths.mjs";
import { track } from "../setup/run.mjs";
import { add, nothing, oneFailed, summary } from "./tally.mjs";

const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const reporter = fileURLToPath(new URL("reporter.mjs", import.meta.url));

/**
 * The projects of vitest.config.ts, also those without a test.
 * @returns {Promise<string[]>}
 */
export async function vitestProjects() {
  const { createVitest } = await import("vitest/node");
  const instance = await createVitest("test", { root, watch: false });
  const names = instance.projects.map((project) => project.name);
  await instance.close();
  return names;
}

/**
 * @typedef {{ name: string, state: string, reason: string, errors: string[] }} Outcome
 * @typedef {{ tests: Outcome[], broken: string[] }} Report
 */

/**
 * Runs one project in a process of its own, whose crash is a failure and not the end.
 * @param {string} project
 * @param {(text: string) => void} report
 * @returns {Promise<import("./tally.mjs").Tally>}
 */
export async function runProject(project, report) {
  const log = `test-${project}.log`;
  const { last, code } = await runVitest(["--project", project], report, log);
  const tally = judge(project, last, code, shown(join(logs, log)));
  report(summary(tally));
  return tally;
}

/**
 * @param {string[]} selection
 * @param {(text: string) => void} report
 * @param {string} log
 * @returns {Promise<{ last: Report | undefined, code: number | string }>}
 */
export async function runVitest(selection, report, log) {
  mkdirSync(logs, { recursive: true });
  const args = [vitest, "run", ...selection, "--reporter", reporter, "--allowOnly=false", "--passWithNoTests"];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  track(child);
  const sink = createWriteStream(join(logs, log));
  child.stdout?.pipe(sink, { end: false });
  child.stderr?.pipe(sink, { end: false });
  /** @type {Report | undefined} */
  let last;
  let collected = 0;
  let finished = 0;
  child.on("message", (/** @type {any} */ message) => {
    collected += message.collected ?? 0;
    finished += message.finished ?? 0;
    if (message.tests) last = message;
    report(`${finished} of ${collected} tests`);
  });
  const code = await new Promise((resolve) => child.on("close", (status, signal) => resolve(status ?? signal)));
  sink.end();
  return { last, code };
}

/**
 * Nothing may be lost: no report, no tests, a broken file, an unhandled error or a bad exit status is a failure too.
 * @param {string} project
 * @param {Report | undefined} last
 * @param {number | string} code exit status or signal
 * @param {string} log
 */
export function judge(project, last, code, log) {
  if (!last) return oneFailed(`vitest ended without a report (${code}) in the project ${project}; see ${log}`);
  let tally = nothing();
  for (const test of last.tests) {
    if (test.state === "passed") tally.passed++;
    else if (test.state === "skipped") tally.skipped.push({ name: test.name, reason: test.reason });
    else tally = add(tally, oneFailed([test.name, ...test.errors].join("\n")));
  }
  for (const text of last.broken) tally = add(tally, oneFailed(text));
  if (last.tests.length === 0 && tally.failed === 0) return oneFailed(`the project ${project} has no tests`);
  if (code !== 0 && tally.failed === 0)
    return add(tally, oneFailed(`vitest ended with ${code} in ${project}; see ${log}`));
  return tally;
}
