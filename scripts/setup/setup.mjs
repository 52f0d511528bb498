import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { registerKernel } from "./kernel.mjs";
import { installPackages, packageState } from "./packages.mjs";
import { cache, root } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { step } from "./progress.mjs";
import { findPython } from "./python.mjs";
import { installVenv, jupyterlabVersion, venvState } from "./venv.mjs";

/** What every command needs of the machine, asked before anything slow begins. */
export function checkMachine() {
  checkWritable();
  if (["missing", "broken"].includes(venvState())) findPython();
}

function checkWritable() {
  const file = join(cache, `.write-${process.pid}`);
  try {
    mkdirSync(cache, { recursive: true });
    closeSync(openSync(file, "w"));
    rmSync(file);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOSPC") throw new Problem("The disk is full.", ["Free about 1 GB and run the command again."]);
    throw new Problem(`The project folder may not be written (${code}): ${root}`, [
      "Unrolled installs what it needs inside its own folder.",
      "Clone it to a folder of yours, or change the owner of this one, and run the command again.",
    ]);
  }
}

/** Installs what is missing, one visible step each. Every step is quick when there is nothing to do. */
export async function setUp() {
  await setUpPackages();
  await setUpVenv();
  await step("Build", build);
  await step("Kernel", registerKernel);
}

export async function setUpPackages() {
  await step("npm packages", async (report) => {
    if (packageState().missing.length > 0) await installPackages(report);
    report("are installed");
  });
}

export async function setUpVenv() {
  await step("JupyterLab", async (report) => {
    if (venvState() !== "current") await installVenv(report);
    report(`${jupyterlabVersion()} is installed`);
  });
}
