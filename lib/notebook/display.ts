import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One output of a cell, which can be replaced by a newer version of itself. */
export interface Display {
  html(markup: string): void;
  markdown(text: string): void;
}

/** A display under the running cell, or undefined outside a notebook. */
export function newDisplay(): Display | undefined {
  return kernel()?.newDisplay();
}

/**
 * The tslab that runs this process. A cell's `require("tslab")` is special to cells; a library finds the running
 * instance among the loaded modules, and must not load another, which would not know the cell.
 */
function kernel(): { newDisplay(): Display } | undefined {
  const require = createRequire(import.meta.url);
  const running = Object.keys(require.cache).find((file) => file.endsWith(join("tslab", "dist", "executor.js")));
  return running && require(join(dirname(running), "public.js"));
}
