import type { Figure } from "../notebook/figure.js";
import { stillFigure } from "../notebook/figure-html.js";
import { type Html, html } from "../notebook/html.js";
import { defaults } from "./controls.js";
import type { LiveFigure, ReadData } from "./live-figure.js";

/** A live figure as it begins, as HTML that needs no script; `script` sees it as its closest figure and brings it to life. */
export async function liveHtml(live: LiveFigure, read: ReadData, script: Html): Promise<Html> {
  const { figure, reading } = await firstResult(live, read);
  return html`<figure class="unrolled-figure" data-live="${live.slug}" style="margin:0">
<p class="unrolled-still"><em>Live figure: in JupyterLab, in a notebook that you trust, its controls appear here.</em></p>
<p class="unrolled-reading" role="status">${reading}</p>
${await stillFigure(figure)}
${script}</figure>`;
}

/** What a live figure shows before anybody touches it. */
export async function firstResult(
  live: LiveFigure,
  read: ReadData,
): Promise<{ readonly figure: Figure; readonly reading: string }> {
  const { figure, reading } = (await live.prepare(read))(defaults(live.controls));
  if (!figure) throw new Error(`${live.slug}: the default settings must give a figure: ${reading}`);
  return { figure, reading };
}
