import { join } from "node:path";
import { build } from "./build.mjs";
import { mayWrite } from "./packages.mjs";
import { root } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { showProblem, step } from "./progress.mjs";
import { ask } from "./run.mjs";
import { setUpPackages } from "./setup.mjs";

/** `npm run kernel:install`: registers the kernel with a JupyterLab that the user already has. */
export async function main() {
  try {
    const jupyter = findJupyter();
    await setUpPackages();
    await step("Build", build);
    const target = join(dataFolder(jupyter), "kernels", "unrolled");
    await step("Kernel", async (report) => {
      const { installKernel } = await import("../../kernel/install.mjs");
      report(installKernel({ projectRoot: root, target }).changed ? "is registered" : "was registered already");
    });
    console.log(`\n  In        ${target}`);
    console.log(
      "  Use       reload JupyterLab and choose the kernel “TypeScript (Unrolled)”; keep this project where it is",
    );
    console.log(`  Remove    ${[jupyter.command, ...jupyter.args].join(" ")} kernelspec remove unrolled\n`);
  } catch (error) {
    showProblem(error);
    process.exitCode = 1;
  }
}

/** @typedef {{ command: string, args: string[] }} Jupyter */

/**
 * The `jupyter` of UNROLLED_PYTHON where that is set, else the one on the PATH.
 * @returns {Jupyter}
 */
function findJupyter() {
  const python = process.env.UNROLLED_PYTHON;
  const candidates = python
    ? [{ command: python, args: ["-m", "jupyter"] }]
    : [
        { command: "jupyter", args: [] },
        { command: "python3", args: ["-m", "jupyter"] },
        { command: "python", args: ["-m", "jupyter"] },
      ];
  const found = candidates.find((jupyter) => answer(jupyter, "--version") !== undefined);
  if (found) return found;
  throw new Problem(python ? `${python} has no Jupyter.` : "No Jupyter was found on the PATH.", [
    "Activate the environment that your JupyterLab lives in, or name its Python:",
    "  UNROLLED_PYTHON=/path/to/python npm run kernel:install",
    "For a JupyterLab of this project's own no registration is needed: npm start",
  ]);
}

/**
 * @param {Jupyter} jupyter
 * @param {string} question
 * @returns {string | undefined}
 */
function answer({ command, args }, question) {
  const reply = ask(command, [...args, question]);
  return reply?.code === 0 ? reply.output : undefined;
}

/** @param {Jupyter} jupyter */
function dataFolder(jupyter) {
  const folder = answer(jupyter, "--data-dir");
  if (!folder) throw new Problem("Jupyter does not say where its data lies (jupyter --data-dir).");
  if (mayWrite(folder)) return folder;
  throw new Problem(`Jupyter's data folder may not be written: ${folder}`, [
    "Set JUPYTER_DATA_DIR to a folder of yours, for this command and for JupyterLab.",
  ]);
}
