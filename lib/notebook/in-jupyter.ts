import { Html } from "./html.js";

/**
 * A script that loads one of the library's modules as `view` and then runs `call`, which also sees the `figure` and the
 * URL `kernel` of the kernelspec's folder: Jupyter serves that, with plotly.js and this library in it, below its base
 * URL. Where there is no Jupyter (a preview, an export, VS Code), or scripts do not run, the picture stays.
 */
export function inJupyter(module: string, call: string): Html {
  return new Html(`<script>((figure, config) => {
if (!config) return;
const kernel = JSON.parse(config.textContent).baseUrl + "kernelspecs/unrolled/";
import(kernel + "${module}").then((view) => ${call}).catch(console.debug);
})(document.currentScript.closest("figure"), document.getElementById("jupyter-config-data"))</script>`);
}
