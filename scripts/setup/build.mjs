import { existsSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./packages.mjs";
import { root } from "./paths.mjs";
import { run } from "./run.mjs";

/**
 * `npm run build`: quick when nothing has changed.
 * @param {(text: string) => void} report
 */
export async function build(report) {
  const { command, args, shell } = npm();
  await run("The build", command, [...args, "run", "--silent", "build"], { log: "build.log", shell });
  report("is current");
}

export const isBuilt = () => existsSync(join(root, "lib", "dist", "index.js"));
