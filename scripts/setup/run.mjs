import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { logs, root, shown } from "./paths.mjs";
import { explain, Problem } from "./problem.mjs";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * Remembers a child until it has ended.
 * @param {import("node:child_process").ChildProcess} child
 */
export function track(child) {
  running.add(child);
  child.once("close", () => running.delete(child));
}

/**
 * Ends what was started, and waits for it: npm tidies up, JupyterLab stops its kernels. After ten seconds by force.
 * Ctrl-C in a terminal reaches the children by itself; a plain `kill` does not.
 */
export async function stopRunning() {
  const ends = [...running].map((child) => new Promise((resolve) => child.once("close", resolve)));
  for (const child of running) child.kill("SIGTERM");
  const force = setTimeout(() => {
    for (const child of running) child.kill("SIGKILL");
  }, 10_000);
  await Promise.all(ends);
  clearTimeout(force);
}

/**
 * `cwd`: the project folder, when left out. `signal` ends the command.
 * @typedef {{
 *   log: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, shell?: boolean, cwd?: string, signal?: AbortSignal
 * }} RunOptions
 */

/**
 * Runs a command. Its whole output goes to the log file; every line also goes to `onLine`.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<{ code: number | null, output: string }>} code null: ended by a signal
 */
export async function capture(command, args, options) {
  const { log, env = process.env, onLine = () => {}, shell = false, cwd = root, signal } = options;
  mkdirSync(logs, { recursive: true });
  const sink = createWriteStream(join(logs, log));
  sink.on("error", () => {}); // a full disk shows in the command's own output
  const child = spawn(command, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
  signal?.addEventListener("abort", () => child.kill());
  track(child);
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      sink.write(`${line}\n`);
      onLine(line);
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Problem(`${command} could not be started: ${error.message}`)));
    child.on("close", resolve);
  }).finally(() => sink.end());
  return { code, output: lines.join("\n") };
}

/**
 * As `capture`, for a command that has to succeed.
 * @param {string} what the command in words, for the error
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} options
 */
export async function run(what, command, args, options) {
  const { code, output } = await capture(command, args, options);
  if (code !== 0) throw explain(what, output, shown(join(logs, options.log)));
}

/**
 * Asks a command something that it answers at once; leaves no log.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, shell?: boolean, cwd?: string }} [options]
 * @returns {{ code: number | null, output: string } | undefined} undefined: there is no such command
 */
export function ask(command, args, options = {}) {
  /** @type {import("node:child_process").StdioOptions} */
  const stdio = ["ignore", "pipe", "pipe"];
  const result = spawnSync(command, args, { ...options, stdio, encoding: "utf8", timeout: 20_000, windowsHide: true });
  return result.error ? undefined : { code: result.status, output: (result.stdout || result.stderr).trim() };
}
