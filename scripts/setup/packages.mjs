import { accessSync, constants, existsSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { cache, logs, root, shown } from "./paths.mjs";
import { explain } from "./problem.mjs";
import { capture } from "./run.mjs";

/** npm's own record of what is installed. */
const record = join(root, "node_modules", ".package-lock.json");

/**
 * What package-lock.json asks for on this machine, and what of it is missing.
 * npm writes its record last, so a half-finished installation counts as missing.
 * @returns {{ wanted: string[], missing: string[] }} folders such as node_modules/vitest
 */
export function packageState() {
  const lock = readPackages(join(root, "package-lock.json"));
  return comparePackages(lock, existsSync(record) ? readPackages(record) : {});
}

/**
 * @param {Record<string, Entry>} lock
 * @param {Record<string, Entry>} installed
 */
export function comparePackages(lock, installed) {
  const wanted = Object.keys(lock).filter((path) => path !== "" && runsHere(lock[path]));
  const missing = wanted.filter((path) => installed[path]?.version !== lock[path].version || !(path in installed));
  return { wanted, missing };
}

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Entry
 * @param {string} file
 * @returns {Record<string, Entry>}
 */
const readPackages = (file) => JSON.parse(readFileSync(file, "utf8")).packages;

/**
 * Optional packages count only where they are surely for this machine: those with native code name their platform.
 * @param {Entry} entry
 */
function runsHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  return !libc && os?.includes(process.platform) === true && cpu?.includes(process.arch) === true;
}

/** @param {(text: string) => void} report */
export async function installPackages(report) {
  try {
    await npmCi(root, "npm.log", report);
  } catch (error) {
    rmSync(record, { force: true });
    throw error;
  }
}

/**
 * Installs exactly the lockfile of a folder. Nothing that Unrolled uses needs an install script, so none is run.
 * @param {string} folder
 * @param {string} log
 * @param {(text: string) => void} report
 */
export async function npmCi(folder, log, report) {
  const lock = readPackages(join(folder, "package-lock.json"));
  const total = Object.keys(lock).filter((path) => path.includes("node_modules/") && runsHere(lock[path])).length;
  let fetched = 0;
  const onLine = (/** @type {string} */ line) => {
    if (!/ http (fetch GET 200|cache) .*\.tgz/.test(line)) return;
    report(++fetched < total ? `${fetched} of ${total} packages` : `unpacking ${total} packages`);
  };
  const { command, args, shell } = npm();
  const all = [...args, ...ciOptions, ...fewRetries, ...cacheOption()];
  const { code, output } = await capture(command, all, { log, env, shell, cwd: folder, onLine });
  // On a full disk npm only warns of the files that it could not write, and calls that a success.
  if (code !== 0 || output.includes("TAR_ENTRY_ERROR")) throw explain("npm ci", output, shown(join(logs, log)));
}

const ciOptions = [
  "ci",
  "--include=dev",
  "--prefer-offline",
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--loglevel=http",
];

/** npm by itself waits minutes before it says that there is no network. */
const fewRetries = ["--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=3000"];

const env = { ...process.env, npm_config_update_notifier: "false" };

/** The npm that started this script, run without a shell; else the one on the PATH (on Windows a .cmd needs a shell). */
export function npm() {
  const cli = process.env.npm_execpath ?? "";
  if (/npm-cli\.c?js$/.test(cli)) return { command: process.execPath, args: [cli], shell: false };
  return { command: "npm", args: [], shell: process.platform === "win32" };
}

/** npm keeps its cache in the home folder; where that is read-only, inside the project. */
function cacheOption() {
  const usual =
    process.env.npm_config_cache ??
    (process.platform === "win32" ? join(process.env.LOCALAPPDATA ?? homedir(), "npm-cache") : join(homedir(), ".npm"));
  return mayWrite(usual) ? [] : ["--cache", join(cache, "npm")];
}

/**
 * Whether a folder, or the nearest one above that exists, may be written.
 * @param {string} folder
 * @returns {boolean}
 */
export function mayWrite(folder) {
  if (!existsSync(folder) && dirname(folder) !== folder) return mayWrite(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
