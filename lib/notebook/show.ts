import { newDisplay } from "./display.js";
import type { Figure } from "./figure.js";
import { figureHtml } from "./figure-html.js";
import { Html } from "./html.js";

/**
 * Jupyter serves the kernelspec's folder, with plotly.js and this library in it, below its base URL. Where there is no
 * Jupyter (a preview, an export, VS Code), or scripts do not run, the picture stays.
 */
const inJupyter = new Html(`<script>((figure, config) => {
if (!config) return;
const kernel = JSON.parse(config.textContent).baseUrl + "kernelspecs/unrolled/";
import(kernel + "lib/notebook/view.js").then((view) => view.mount(figure, kernel + "plotly.js")).catch(console.debug);
})(document.currentScript.closest("figure"), document.getElementById("jupyter-config-data"))</script>`);

/**
 * Shows a figure: interactive in JupyterLab, a picture where scripts do not run; always with its alt text and its
 * data as a table. Outside a notebook it prints the title and the alt text.
 */
export async function show(figure: Figure): Promise<void> {
  const display = newDisplay();
  if (display) display.html((await figureHtml(figure, inJupyter)).markup);
  else console.log(`${figure.title}: ${figure.alt}`);
}
