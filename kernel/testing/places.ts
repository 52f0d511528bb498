import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installKernel } from "../install.mjs";

export const projectRoot: string = join(import.meta.dirname, "..", "..");

/** A new folder inside the project, git-ignored, with a space in its path: cells in it can import `unrolled`. */
export function notebookFolder(): string {
  const parent = join(projectRoot, ".cache", "kernel tests");
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, "notebooks "));
}

/** Installs the kernelspec below `folder`. @returns its argv, started by `node` */
export function installedArgv(folder: string, node: string = process.execPath): string[] {
  const { target } = installKernel({ projectRoot, target: join(folder, "share", "jupyter", "kernels", "unrolled") });
  const [, ...rest] = JSON.parse(readFileSync(join(target, "kernel.json"), "utf8")).argv;
  return [node, ...rest];
}
