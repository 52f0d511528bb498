import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { capture } from "../setup/run.mjs";
import { oneFailed, onePassed } from "./tally.mjs";

const modules = join(root, "node_modules");
const tsc = join(modules, "typescript", "bin", "tsc");
const tsc50 = join(modules, "ts50", "bin", "tsc");
const biome = join(modules, "@biomejs", "biome", "bin", "biome");

/**
 * The stages that run no test; each counts as one.
 * @type {Record<string, () => Promise<import("./tally.mjs").Tally>>}
 */
export const staticStages = {
  types: () => check("types", [tsc, "-p", "tsconfig.test.json"]),
  "script-types": () => check("script-types", [tsc, "-p", "scripts"]),
  "cell-types": cellTypes,
  lint: () => check("lint", [biome, "check", "--max-diagnostics=50"]),
};

/**
 * @param {string} name
 * @param {string[]} args for node
 */
async function check(name, args) {
  const { code, output } = await capture(process.execPath, args, { log: `test-${name}.log` });
  return code === 0 ? onePassed() : oneFailed(`${name}: exit status ${code}\n${output}`);
}

/**
 * tslab checks cells with TypeScript 5.0.4 and skips declaration files: what it does not know in one becomes `any` without
 * a word. So the built declarations are checked here by that compiler with those settings, and not skipped. Errors of
 * other packages' declarations are theirs.
 */
async function cellTypes() {
  const dist = join("lib", "dist");
  const names = readdirSync(join(root, dist), { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".d.ts")).map((name) => join(dist, name));
  if (files.length === 0) return oneFailed("cell-types: lib/dist holds no declarations");
  const cell =
    "--noEmit --strict --target es2022 --lib es2023 --module commonjs --moduleResolution node10 --types node";
  const { code, output } = await capture(process.execPath, [tsc50, ...cell.split(" "), ...files], {
    log: "test-cell-types.log",
  });
  const known = output.split("\n").filter((line) => /^\S+\(\d+,\d+\): error/.test(line));
  const ours = known.filter((line) => line.startsWith("lib/"));
  if (code !== 0 && known.length === 0) return oneFailed(`cell-types: exit status ${code}\n${output}`);
  return ours.length === 0 ? onePassed() : oneFailed(`cell-types\n${ours.join("\n")}`);
}
