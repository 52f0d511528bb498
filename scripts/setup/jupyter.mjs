import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { cache, logs, root, shown, venvPython } from "./paths.mjs";
import { explain, Problem } from "./problem.mjs";
import { pythonEnv } from "./python.mjs";
import { track } from "./run.mjs";

const state = join(cache, "jupyter");
const log = join(logs, "jupyter.log");

/**
 * Jupyter's own folders lie in the project: nothing in the home folder is read or written, so neither a read-only home
 * nor the settings of another JupyterLab matter. The course's defaults are scripts/setup/jupyter/.
 * @returns {NodeJS.ProcessEnv}
 */
export function jupyterEnv() {
  const env = pythonEnv();
  delete env.JUPYTER_PATH;
  return {
    ...env,
    JUPYTER_CONFIG_DIR: join(state, "config"),
    JUPYTER_CONFIG_PATH: join(root, "scripts", "setup", "jupyter"),
    JUPYTER_DATA_DIR: join(state, "data"),
    JUPYTER_RUNTIME_DIR: join(state, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(state, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: workspaces,
    JUPYTER_PREFER_ENV_PATH: "1",
    IPYTHONDIR: join(state, "ipython"),
  };
}

const workspaces = join(state, "workspaces");

/** The first visit opens the first notebook; later ones find the windows as they were left. */
function firstPage() {
  const visited = existsSync(workspaces) && readdirSync(workspaces).length > 0;
  const folder = join(root, "notebooks");
  const notebooks = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ipynb")) : [];
  return visited || notebooks.length === 0 ? "/lab" : `/lab/tree/notebooks/${notebooks.sort()[0]}`;
}

/** `folder` is what it serves: the project, when left out. */
/** @typedef {{ port?: number, browser: boolean, more: string[], folder?: string }} LabOptions */

/** @param {LabOptions} options */
function labArguments({ port, browser, more, folder = root }) {
  return [
    ...["-m", "jupyterlab", "--ServerApp.root_dir", folder, `--LabApp.default_url=${firstPage()}`],
    ...(port === undefined ? [] : [`--ServerApp.port=${port}`, "--ServerApp.port_retries=0"]),
    ...(browser ? [] : ["--no-browser"]),
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []), // root is usual in containers
    ...more,
  ];
}

/**
 * Starts JupyterLab in a process group of its own, so that Ctrl-C reaches it only through us, and resolves when it serves.
 * @param {LabOptions} options
 * @returns {Promise<{ url: string, closed: Promise<void> }>}
 */
export async function startLab(options) {
  mkdirSync(logs, { recursive: true });
  const server = spawn(venvPython, labArguments(options), {
    cwd: root,
    env: jupyterEnv(),
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  track(server);
  const sink = createWriteStream(log);
  /** @type {Promise<void>} */
  const closed = new Promise((resolve) => server.on("close", () => sink.end(resolve)));
  const url = await new Promise((resolve, reject) => {
    let output = "";
    const read = (/** @type {Buffer} */ data) => {
      sink.write(data);
      if (output.length < 1e6) output += data;
      const found = /https?:\/\/\S+\/lab\S*[?&]token=\w+|https?:\/\/\S+\/lab\S*$/m.exec(output);
      if (found && /is running at/.test(output)) resolve(found[0]);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.on("error", reject);
    server.on("close", () => reject(explain("JupyterLab", output, shown(log))));
  });
  return { url, closed };
}

/**
 * A port that was asked for must be free; without one JupyterLab takes the first free one from 8888 on.
 * @param {number} port
 */
export async function checkPort(port) {
  const free = await new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(port, "localhost", () => server.close(() => resolve(true)));
  });
  if (free) return;
  throw new Problem(`Port ${port} is in use, perhaps by a JupyterLab that is still running.`, [
    `Name another one, npm start -- --port ${port + 1}, or leave --port out to take the next free port.`,
  ]);
}

/** What the server last wrote, for a stop that nobody asked for. */
export const lastWords = () => readFileSync(log, "utf8").trimEnd().split("\n").slice(-5);
