import type { Figure } from "./figure.js";
import { figureTable } from "./figure-table.js";
import { Html, html, scriptJson } from "./html.js";
import { plotSpec } from "./spec.js";
import { staticSvg } from "./static-svg.js";

/** Inside it the arrow keys scroll, instead of going to JupyterLab, which would move to another cell. */
const ownKeys = new Html(`data-lm-suppress-shortcuts="true"`);

/** A figure as HTML that needs no script: a picture with its alt text, the data as a table, and JSON for `view.ts`. */
export async function figureHtml(figure: Figure, script: Html): Promise<Html> {
  return html`<figure class="unrolled-figure" style="margin:0">
${await stillFigure(figure)}
<script type="application/json">${scriptJson(plotSpec(figure))}</script>${script}</figure>`;
}

/** The part of it that everybody sees: picture and table. */
export async function stillFigure(figure: Figure): Promise<Html> {
  const picture = Buffer.from(await staticSvg(figure)).toString("base64");
  return html`<img alt="${figure.alt}" src="data:image/svg+xml;base64,${picture}" style="max-width:100%;height:auto;border-radius:4px">
<details><summary>The data of this figure as a table</summary>
<div style="max-height:24em;overflow:auto" tabindex="0" role="region" aria-label="Data: ${figure.title}" ${ownKeys}>${figureTable(figure)}</div></details>`;
}
