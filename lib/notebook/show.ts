import { newDisplay } from "./display.js";
import type { Figure } from "./figure.js";
import { figureHtml } from "./figure-html.js";
import { inJupyter } from "./in-jupyter.js";

const script = inJupyter("lib/notebook/view.js", 'view.mount(figure, kernel + "plotly.js")');

/**
 * Shows a figure: interactive in JupyterLab, a picture where scripts do not run; always with its alt text and its
 * data as a table. Outside a notebook it prints the title and the alt text.
 */
export async function show(figure: Figure): Promise<void> {
  const display = newDisplay();
  if (display) display.html((await figureHtml(figure, script)).markup);
  else console.log(`${figure.title}: ${figure.alt}`);
}
