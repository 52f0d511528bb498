import { type Figure, figureRows, type Row } from "./figure.js";
import { Html, html, scriptJson } from "./html.js";
import { plotSpec } from "./spec.js";
import { staticSvg } from "./static-svg.js";
import { tableHtml } from "./table.js";

const mostRows = 60;

/** Inside it the arrow keys scroll, instead of going to JupyterLab, which would move to another cell. */
const ownKeys = new Html(`data-lm-suppress-shortcuts="true"`);

/** A figure as HTML that needs no script: a picture with its alt text, the data as a table, and JSON for `view.ts`. */
export async function figureHtml(figure: Figure, script: Html): Promise<Html> {
  const picture = Buffer.from(await staticSvg(figure)).toString("base64");
  const { rows, note } = thin(figureRows(figure));
  return html`<figure class="unrolled-figure" style="margin:0">
<img alt="${figure.alt}" src="data:image/svg+xml;base64,${picture}" style="max-width:100%;height:auto;border-radius:4px">
<details><summary>The data of this figure as a table</summary>
<div style="max-height:24em;overflow:auto" tabindex="0" role="region" aria-label="Data: ${figure.title}" ${ownKeys}>${tableHtml(rows, figure.title + note)}</div></details>
<script type="application/json">${scriptJson(plotSpec(figure))}</script>${script}</figure>`;
}

/** A notebook keeps its outputs: long data are shown in part. */
function thin(rows: readonly Row[]): { rows: readonly Row[]; note: string } {
  const stride = Math.ceil(rows.length / mostRows);
  if (stride <= 1) return { rows, note: "" };
  return { rows: rows.filter((_, i) => i % stride === 0), note: ` (one row in ${stride})` };
}
