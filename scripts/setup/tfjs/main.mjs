import { parseArgs } from "node:util";
import { shown } from "../paths.mjs";
import { Problem } from "../problem.mjs";
import { elapsed, paint, showProblem, step } from "../progress.mjs";
import { ask, stopRunning } from "../run.mjs";
import { install } from "./install.mjs";
import { folderOf, tfjsState } from "./stamp.mjs";
import { inWords, trial } from "./trial.mjs";

const help = `npm run setup:tfjs-node          the native backend of TensorFlow.js, on the processor
npm run setup:tfjs-node-gpu      the same for an NVIDIA card, on Linux and Windows
  -- --force                     also where no card is found, as when an image is built for another machine`;

/**
 * `npm run setup:tfjs-node`: installs @tensorflow/tfjs-node into a folder of its own, and trains on it once.
 * @param {string[]} args
 */
export async function main(args) {
  const run = { stopping: false };
  try {
    const { values } = readOptions(args);
    if (values.help) return console.log(help);
    stopOnSignal(run);
    await setUpTfjs(values.gpu ? "tfjs-node-gpu" : "tfjs-node", values.force === true);
  } catch (error) {
    if (run.stopping) return; // the failure of what was just stopped
    showProblem(error);
    process.exitCode = 1;
  }
}

/** @param {string[]} args */
function readOptions(args) {
  try {
    const flag = /** @type {const} */ ({ type: "boolean" });
    return parseArgs({ args, options: { gpu: flag, force: flag, help: { ...flag, short: "h" } } });
  } catch (error) {
    throw new Problem(/** @type {Error} */ (error).message, help.split("\n"));
  }
}

/**
 * @param {import("./stamp.mjs").Name} name
 * @param {boolean} force
 */
async function setUpTfjs(name, force) {
  const start = performance.now();
  const gpu = name === "tfjs-node-gpu";
  console.log(`${paint("bold", name)}: TensorFlow.js with its native backend\n`);
  if (gpu && !force) checkCard();
  const result = (await tryInPlace(name)) ?? (await install(name));
  const { stamp } = tfjsState(name);
  console.log(`\n  Is in  ${shown(folderOf(name))} (${stamp?.way})`);
  console.log(`  Use    loadTfjs("${gpu ? "node-gpu" : "node"}") from unrolled/tfjs`);
  console.log(`  Took   ${elapsed(start)}\n`);
  if (gpu && !result.gpu) console.log(`${paint("yellow", "!")} ${noCard}\n`);
}

const noCard = `TensorFlow does not use a graphics card here, and loadTfjs("node-gpu") will say so. Why: .cache/logs/tfjs-node-gpu-trial.log;
  a driver that is too old for CUDA 12 (older than 525) is the usual reason.`;

/** Several gigabytes should not be fetched in vain. */
function checkCard() {
  if (ask("nvidia-smi", ["--list-gpus"])?.code === 0) return;
  throw new Problem("No NVIDIA card was found: nvidia-smi does not answer.", [
    "Without one: npm run setup:tfjs-node",
    "If there is one, its driver is missing: https://www.nvidia.com/drivers",
    "To set it up nevertheless, for another machine: npm run setup:tfjs-node-gpu -- --force",
  ]);
}

/**
 * Set up, and still running: a library of the system may have changed since.
 * @param {import("./stamp.mjs").Name} name
 * @returns {Promise<import("./trial.mjs").Trial | undefined>}
 */
async function tryInPlace(name) {
  if (tfjsState(name).state !== "current") return undefined;
  return step("Trial", async (report) => {
    try {
      const result = await trial(folderOf(name), name);
      report(inWords(result));
      return result;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      report("it was set up, but does not run any more: once again from the start");
      return undefined;
    }
  });
}

/** Ctrl-C, or `kill`. @param {{ stopping: boolean }} run */
function stopOnSignal(run) {
  const stop = async () => {
    if (run.stopping) return;
    run.stopping = true;
    console.log("\nStopping …");
    await stopRunning();
    console.log("Stopped. The next run carries on from here.");
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
}
