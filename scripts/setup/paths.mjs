import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where things lie. Everything that the set-up writes stays inside the project, in folders that git ignores. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
export const venv = join(root, ".venv");
export const venvPython =
  process.platform === "win32" ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
export const cache = join(root, ".cache");
export const logs = join(cache, "logs");
export const requirements = join(root, "requirements.txt");

/**
 * The path as a learner would type it from the project folder.
 * @param {string} path
 */
export const shown = (path) => (path.startsWith(root) ? path.slice(root.length + 1) : path);
