import { cpSync, mkdirSync, renameSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { npmCi } from "../packages.mjs";
import { cache, shown } from "../paths.mjs";
import { Problem } from "../problem.mjs";
import { step } from "../progress.mjs";
import { checkMachine, setUpVenv } from "../setup.mjs";
import { venvState } from "../venv.mjs";
import { compile, findCompiler } from "./addon.mjs";
import { download, removeWheels, unpack } from "./library.mjs";
import { clear, installOwnBinary } from "./own-way.mjs";
import { folderOf, machineOf, recipeOf, wanted, writeStamp } from "./stamp.mjs";
import { inWords, trial } from "./trial.mjs";
import { bytesOf, noSource, sourceFor } from "./wheels.mjs";

/** npm's packages unpacked, of which the browser's backends are the most. */
const packagesSize = 0.32e9;

/**
 * Installs into a folder beside the final one, which is renamed when all is well: nothing half done is ever found.
 * @param {import("./stamp.mjs").Name} name
 * @returns {Promise<import("./trial.mjs").Trial>}
 */
export async function install(name) {
  checkMachine();
  const source = sourceFor(machineOf(name));
  checkDisk(source);
  announce(source, name);
  const folder = `${folderOf(name)}-partial`;
  mkdirSync(folder, { recursive: true });
  await step("npm packages", async (report) => {
    for (const file of ["package.json", "package-lock.json"]) cpSync(join(recipeOf(name), file), join(folder, file));
    await npmCi(folder, `${name}-npm.log`, report);
    report("are installed");
  });
  const { way, ...result } = (await ownWay(folder, name)) ?? (await buildAgainst(source, folder, name));
  removeWheels(folder);
  writeStamp(folder, { fingerprint: wanted(name), tensorflow: result.tensorflow, way });
  rmSync(folderOf(name), { recursive: true, force: true });
  renameSync(folder, folderOf(name));
  return result;
}

/**
 * npm's packages, the wheels and what is taken out of them; where there are no wheels, what its own binary is known to need.
 * @param {import("./wheels.mjs").Source | undefined} source
 */
function sizes(source) {
  const [fetched, kept] = source ? [bytesOf(source), source.kept] : [0.4e9, 0.6e9];
  return { fetched, kept: kept + packagesSize, needed: fetched + kept + packagesSize };
}

/** @param {import("./wheels.mjs").Source | undefined} source */
function checkDisk(source) {
  const { needed } = sizes(source);
  const { bavail, bsize } = statfsSync(cache);
  if (bavail * bsize > needed) return;
  throw new Problem(`The disk has ${gigabytes(bavail * bsize)} left; this needs ${gigabytes(needed)} while it works.`, [
    "Free some space and run the command again.",
  ]);
}

/**
 * @param {import("./wheels.mjs").Source | undefined} source
 * @param {import("./stamp.mjs").Name} name
 */
function announce(source, name) {
  const { fetched, kept } = sizes(source);
  console.log(`Fetches up to ${gigabytes(fetched)} and keeps ${gigabytes(kept)} in ${shown(folderOf(name))}.\n`);
}

/** @param {number} bytes */
const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * With its own binary, where that can be had and runs. That of the card is for CUDA 11.2, which few still have.
 * @param {string} folder
 * @param {import("./stamp.mjs").Name} name
 */
async function ownWay(folder, name) {
  if (name === "tfjs-node-gpu" && sourceFor(machineOf(name))) return undefined;
  return step("Own binary", async (report) => {
    report("downloading it");
    const reason = await installOwnBinary(folder, name);
    if (reason) return report(`not taken: ${reason}`);
    try {
      const result = await trial(folder, name);
      report(inWords(result));
      return { ...result, way: "its own binary" };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      clear(folder, name);
      report("not taken: it does not run here");
    }
  });
}

/**
 * @param {import("./wheels.mjs").Source | undefined} source
 * @param {string} folder
 * @param {import("./stamp.mjs").Name} name
 */
async function buildAgainst(source, folder, name) {
  if (!source) throw noSource(machineOf(name));
  const compiler = findCompiler();
  if (venvState() !== "current") await setUpVenv(); // for its pip
  await step("Library", (report) => download(source, folder, name, report));
  await step("Unpacking", (report) => unpack(source, folder, name, report));
  await step("Addon", async (report) => {
    await compile(compiler, folder, name);
    report(`compiled by ${compiler}`);
  });
  return step("Trial", async (report) => {
    const result = await trial(folder, name);
    report(inWords(result));
    return { ...result, way: `built against ${source.wheels[0].name} ${source.wheels[0].version}` };
  });
}
