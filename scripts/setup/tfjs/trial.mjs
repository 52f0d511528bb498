import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { logs, shown } from "../paths.mjs";
import { Problem } from "../problem.mjs";
import { capture } from "../run.mjs";

const child = fileURLToPath(new URL("trial-child.mjs", import.meta.url));

/** @typedef {{ tensorflow: string, backend: string, gpu: boolean, error: number }} Trial */

/**
 * Loads what is set up in a folder in another process, which may crash, and trains a small model on it.
 * @param {string} folder
 * @param {string} name "tfjs-node" or "tfjs-node-gpu"
 * @returns {Promise<Trial>}
 */
export async function trial(folder, name) {
  const log = `${name}-trial.log`;
  const { code, output } = await capture(process.execPath, [child, folder, name], { log });
  const answer = /^\{"tensorflow":.*\}$/m.exec(output);
  if (code === 0 && answer) return checked(JSON.parse(answer[0]), log);
  const how =
    code === null
      ? ["It was ended by a signal. TensorFlow needs a processor with AVX (from 2011 on)."]
      : output.trimEnd().split("\n").slice(-5);
  throw new Problem(`${name} is built, but it does not run here.`, [...how, `Full output: ${shown(join(logs, log))}`]);
}

/**
 * @param {Trial} result
 * @param {string} log
 */
function checked(result, log) {
  if (result.backend === "tensorflow" && result.error < 1e-3) return result;
  throw new Problem("TensorFlow runs, but a model that it trained is wrong.", [
    `backend ${result.backend}, error ${result.error}`,
    `Full output: ${shown(join(logs, log))}`,
  ]);
}

/** @param {import("./trial.mjs").Trial} trial */
export const inWords = ({ tensorflow, gpu }) =>
  `TensorFlow ${tensorflow} trains on the ${gpu ? "graphics card" : "processor"}, Node ${process.versions.node}`;
