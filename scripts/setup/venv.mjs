import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requirements, venv, venvPython } from "./paths.mjs";
import { askPython, findPython, pythonEnv } from "./python.mjs";
import { run } from "./run.mjs";

/** Written last, so that a half-finished environment has none. */
const stamp = join(venv, "unrolled.json");

/** The pinned packages and the Python that they were installed for. */
function wantedState() {
  const text = readFileSync(requirements, "utf8").replaceAll("\r\n", "\n");
  return createHash("sha256").update(text).digest("hex");
}

/** @returns {{ requirements: string, python: string } | undefined} */
function readStamp() {
  return existsSync(stamp) ? JSON.parse(readFileSync(stamp, "utf8")) : undefined;
}

/**
 * "broken" is also an environment whose Python has gone or changed, as after an upgrade of the system.
 * @returns {"current" | "outdated" | "broken" | "missing"}
 */
export function venvState() {
  if (!existsSync(venv)) return "missing";
  const installed = readStamp();
  if (!installed || askPython(venvPython)?.version !== installed.python) return "broken";
  return installed.requirements === wantedState() ? "current" : "outdated";
}

/** The pinned version of JupyterLab. */
export function jupyterlabVersion() {
  return /^jupyterlab==(\S+)/m.exec(readFileSync(requirements, "utf8"))?.[1] ?? "";
}

/**
 * Makes .venv where there is none that works, and installs the pinned packages into it.
 * @param {(text: string) => void} report
 */
export async function installVenv(report) {
  if (venvState() !== "outdated") {
    const { command, args, version } = findPython();
    report(`virtual environment with Python ${version}`);
    const make = [...args, "-m", "venv", "--clear", venv];
    await run("python -m venv", command, make, { log: "venv.log", env: pythonEnv() });
  }
  rmSync(stamp, { force: true });
  await run("pip install", venvPython, pipInstall, { log: "pip.log", env: pythonEnv(), onLine: pipProgress(report) });
  // Scripts in there are CommonJS (JupyterLab runs its yarn.js), whatever the package.json of the project says.
  writeFileSync(join(venv, "package.json"), `{ "type": "commonjs" }\n`);
  const python = askPython(venvPython)?.version;
  writeFileSync(stamp, `${JSON.stringify({ requirements: wantedState(), python })}\n`);
}

/** requirements.txt names every package, so pip need not resolve anything. Few retries: a missing network should show soon. */
const pipInstall = ["-m", "pip", "install", "--no-deps", "--no-input", "--disable-pip-version-check"].concat([
  "--progress-bar",
  "off",
  "--retries",
  "2",
  "-r",
  requirements,
]);

/**
 * pip names each package as it comes to it, first those that other systems need.
 * @param {(text: string) => void} report
 */
export function pipProgress(report) {
  let total = (readFileSync(requirements, "utf8").match(/^[\w.-]+==/gm) ?? []).length;
  let seen = 0;
  return (/** @type {string} */ line) => {
    if (line.startsWith("Ignoring ")) total--;
    else if (/^(Collecting|Processing|Requirement already satisfied)/.test(line)) {
      report(`${Math.min(++seen, total)} of ${total} packages`);
    } else if (line.startsWith("Installing collected")) report(`unpacking ${total} packages`);
  };
}
