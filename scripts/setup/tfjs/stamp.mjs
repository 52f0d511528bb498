import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cache } from "../paths.mjs";
import { compileArguments } from "./addon.mjs";
import { sourceFor } from "./wheels.mjs";

/** @typedef {"tfjs-node" | "tfjs-node-gpu"} Name */

/** @type {readonly Name[]} */
export const names = ["tfjs-node", "tfjs-node-gpu"];

/** Where a package is set up, beside nothing of the project's own. @param {Name} name */
export const folderOf = (name) => join(cache, name);

/** The package.json and package-lock.json that it is installed from. @param {Name} name */
export const recipeOf = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * The machine as far as binaries must match it. Node is not in it: an addon of Node-API serves every Node.
 * @param {Name} name
 * @returns {import("./wheels.mjs").Machine}
 */
export function machineOf(name) {
  const { platform, arch } = process;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (process.report?.getReport());
  return { platform, arch, gpu: name === "tfjs-node-gpu", glibc: report?.header?.glibcVersionRuntime };
}

/**
 * What makes one set-up differ from another: npm's packages, the wheels, the compiler's arguments, the platform.
 * @param {{ name: string, lock: string, machine: import("./wheels.mjs").Machine }} options lock: the text of the lockfile
 */
export function fingerprint({ name, lock, machine }) {
  const { platform, arch } = machine;
  const parts = [
    lock.replaceAll("\r\n", "\n"),
    sourceFor(machine)?.wheels.map(({ sha256 }) => sha256) ?? [],
    compileArguments({ platform, folder: "", name }).map((part) => part.replaceAll("\\", "/")),
  ];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `${platform}-${arch} ${digest}`;
}

/** @param {Name} name */
export const wanted = (name) =>
  fingerprint({
    name,
    lock: readFileSync(join(recipeOf(name), "package-lock.json"), "utf8"),
    machine: machineOf(name),
  });

/**
 * Written last, so that what is half done has none. `way`: how the addon came here, in words.
 * @typedef {{ fingerprint: string, tensorflow: string, way: string }} Stamp
 */

const file = "unrolled.json";

/**
 * @param {string} folder
 * @param {Stamp} stamp
 */
export const writeStamp = (folder, stamp) => writeFileSync(join(folder, file), `${JSON.stringify(stamp)}\n`);

/**
 * @param {string} folder
 * @returns {Stamp | undefined}
 */
export function readStamp(folder) {
  const path = join(folder, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/**
 * @param {Name} name
 * @returns {{ state: "current" | "outdated" | "missing", stamp?: Stamp }}
 */
export function tfjsState(name) {
  const stamp = readStamp(folderOf(name));
  if (!stamp) return { state: "missing" };
  return { state: stamp.fingerprint === wanted(name) ? "current" : "outdated", stamp };
}
