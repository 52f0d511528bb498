import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { logs, root, shown } from "./paths.mjs";
import { explain, Problem } from "./problem.mjs";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Ends what a step has started. Ctrl-C in a terminal reaches the children by itself; a plain `kill` does not. */
export function stopRunning() {
  for (const child of running) child.kill("SIGTERM");
}

/**
 * Runs a command in the project folder. Its whole output goes to a log file; every line also goes to `onLine`.
 * @param {string} what the command in words, for the error
 * @param {string} command
 * @param {string[]} args
 * @param {{ log: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, shell?: boolean }} options
 * @returns {Promise<string>} the output
 */
export async function run(what, command, args, { log, env = process.env, onLine = () => {}, shell = false }) {
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, log);
  const sink = createWriteStream(logFile);
  sink.on("error", () => {}); // a full disk shows in the command's own output
  const child = spawn(command, args, { cwd: root, env, shell, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
  running.add(child);
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
    child.on("error", reject);
    child.on("close", resolve);
  })
    .catch((error) => {
      throw new Problem(`${what} could not be started: ${error.message}`);
    })
    .finally(() => {
      running.delete(child);
      sink.end();
    });
  const output = lines.join("\n");
  if (code !== 0) throw explain(what, output, shown(logFile));
  return output;
}
