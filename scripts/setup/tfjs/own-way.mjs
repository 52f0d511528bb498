import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { logs, shown } from "../paths.mjs";
import { capture } from "../run.mjs";
import { addonOf } from "./addon.mjs";
import { folderSize } from "./folder-size.mjs";

/**
 * The package's own install script, which downloads TensorFlow's library and an addon for it, in old versions and without
 * a checksum.
 * @param {string} folder
 * @param {string} name
 * @param {number} [patience] milliseconds without a change, after which nothing more will come; compiling takes less
 * @returns {Promise<string>} why it did not work, or ""
 */
export async function installOwnBinary(folder, name, patience = 60_000) {
  const home = homeOf(folder, name);
  const script = JSON.parse(readFileSync(join(home, "package.json"), "utf8")).scripts.install;
  const [, ...args] = script.split(" "); // the first is "node"
  const log = `${name}-own.log`;
  const stalled = new AbortController();
  const watch = abortWhenStill(home, stalled, patience);
  try {
    const { code, output } = await capture(process.execPath, args, {
      log,
      cwd: home,
      env: withPath(join(folder, "node_modules", ".bin")),
      signal: stalled.signal,
    });
    if (code === 0 && existsSync(addonOf(folder, name))) {
      if (process.platform === "win32") putLibraryBeside(addonOf(folder, name), home);
      return "";
    }
    clear(folder, name);
    if (stalled.signal.aborted) return "its host does not answer";
    return /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT/.test(output)
      ? "its host cannot be reached"
      : `its script failed: ${shown(join(logs, log))}`;
  } finally {
    clearInterval(watch);
  }
}

/**
 * @param {string} folder
 * @param {string} name
 */
const homeOf = (folder, name) => join(folder, "node_modules", "@tensorflow", name);

/**
 * What a download that broke off has left, and what does not run here, must not be in the way of the next.
 * @param {string} folder
 * @param {string} name
 */
export function clear(folder, name) {
  const home = homeOf(folder, name);
  for (const part of ["deps", "lib", "build"]) rmSync(join(home, part), { recursive: true, force: true });
}

/** The script puts it into the folder of the newest Node-API, where the addon is not. @param {string} addon @param {string} home */
function putLibraryBeside(addon, home) {
  const name = "tensorflow.dll";
  const target = join(dirname(addon), name);
  if (!existsSync(target)) copyFileSync(join(home, "deps", "lib", name), target);
}

/**
 * The script's sockets have no time limit of their own.
 * @param {string} folder
 * @param {AbortController} stalled
 * @param {number} patience
 */
function abortWhenStill(folder, stalled, patience) {
  let size = -1;
  let since = performance.now();
  return setInterval(() => {
    const now = folderSize(folder);
    if (now !== size) since = performance.now();
    else if (performance.now() - since > patience) stalled.abort();
    size = now;
  }, 500);
}

/** Windows writes the name of PATH in several ways. @param {string} folder */
function withPath(folder) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return { ...process.env, [name]: [folder, process.env[name]].join(delimiter) };
}
