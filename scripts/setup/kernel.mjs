import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, venv } from "./paths.mjs";

/** The kernel of this project's own JupyterLab: an environment's share/jupyter is searched without any setting. */
export const kernelFolder = join(venv, "share", "jupyter", "kernels", "unrolled");

export const isRegistered = () => existsSync(join(kernelFolder, "kernel.json"));

/**
 * Registers the kernel for this project only, by the absolute paths of today: the folder may have moved.
 * @param {(text: string) => void} report
 */
export async function registerKernel(report) {
  const { installKernel } = await import("../../kernel/install.mjs");
  installKernel({ projectRoot: root, target: kernelFolder });
  report("is registered for this project");
}
