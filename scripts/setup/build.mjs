import { existsSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./packages.mjs";
import { root } from "./paths.mjs";
import { ask, run } from "./run.mjs";

/**
 * `npm run build`: quick when nothing has changed.
 * @param {(text: string) => void} report
 */
export async function build(report) {
  const { command, args, shell } = npm();
  await run("The build", command, [...args, "run", "--silent", "build"], { log: "build.log", shell });
  report("is current");
}

/** @returns {"current" | "outdated" | "missing"} */
export function buildState() {
  if (!existsSync(join(root, "lib", "dist", "index.js"))) return "missing";
  const plan = ask(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-b", "--dry"], {
    cwd: root,
  });
  return plan?.code === 0 && !/A non-dry build would/.test(plan.output) ? "current" : "outdated";
}
