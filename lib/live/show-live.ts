import { newDisplay } from "../notebook/display.js";
import { inJupyter } from "../notebook/in-jupyter.js";
import type { LiveFigure } from "./live-figure.js";
import { firstResult, liveHtml } from "./live-html.js";
import { readData } from "./read-data.js";

const script = inJupyter("lib/live/mount.js", "view.mountLive(figure, kernel)");

/**
 * Shows a live figure. In JupyterLab its controls compute in the browser and need no kernel; where scripts do not run
 * it is the picture for the default settings. Outside a notebook it prints title, alt text and reading.
 */
export async function showLive(live: LiveFigure): Promise<void> {
  const display = newDisplay();
  if (display) {
    display.html((await liveHtml(live, readData, script)).markup);
    return;
  }
  const { figure, reading } = await firstResult(live, readData);
  console.log(`${figure.title}: ${figure.alt}\n${reading}`);
}
