import type { Criterion, FigureModule, Metrics } from "../../lib/figures/figure-module.js";
import type { LiveFigure } from "../../lib/live/live-figure.js";
import { liveHtml } from "../../lib/live/live-html.js";
import { readData } from "../../lib/live/read-data.js";
import type { Figure } from "../../lib/notebook/figure.js";
import { figureHtml } from "../../lib/notebook/figure-html.js";
import { Html, html } from "../../lib/notebook/html.js";
import { tableHtml } from "../../lib/notebook/table-html.js";

/** What is kept of a figure beside its picture and its data: its JSON file. */
export type Report = Pick<FigureModule, "number" | "slug" | "title" | "source"> & {
  readonly alt: string;
  readonly metrics: Metrics;
  readonly criteria: readonly Criterion[];
};

/** `figure-01-chapter-demo`: the name of a figure's files, without the ending. */
export function fileName({ number, slug }: Pick<FigureModule, "number" | "slug">): string {
  return `figure-${String(number).padStart(2, "0")}-${slug}`;
}

const drawHere = new Html(`<script>unrolledView.mount(document.currentScript.closest("figure"), "plotly.js")</script>`);

/** A page of one figure: interactive where scripts run, with its claims, its metrics and its files. */
export async function figurePage(report: Report, figure: Figure): Promise<string> {
  const name = fileName(report);
  const metrics = Object.entries(report.metrics).map(([metric, value]) => ({ metric, value }));
  return page(
    `Figure ${report.number}. ${report.title}`,
    html`<nav><a href="index.html">All figures</a></nav>
<h1><small>Figure ${report.number}</small> ${report.title}</h1>
<p class="source">${report.source}</p>
${await figureHtml(figure, drawHere)}
<p>${report.alt}</p>
<h2>What it must show</h2>
${claims(report.criteria)}
<h2>Measured</h2>
${tableHtml(metrics, "Metrics of this run")}
<p class="files">Files: <a href="${name}.svg">picture (SVG)</a> <a href="${name}.csv">data (CSV)</a> <a href="${name}.json">metrics (JSON)</a></p>`,
    html`<script src="view.js"></script>`,
  );
}

/** `live-lstm-gates`: the name of a live figure's page, without the ending. */
export const liveName = ({ slug }: LiveFigure): string => `live-${slug}`;

const liveHere = new Html(`<script>unrolledLive.mount(document.currentScript.closest("figure"), "plotly.js")</script>`);

/** A page of one live figure. Its models come in a script, since a page from the disk may not fetch files. */
export async function livePage(live: LiveFigure): Promise<string> {
  return page(
    live.title,
    html`<nav><a href="index.html">All figures</a></nav>
<h1><small>Live figure</small> ${live.title}</h1>
${await liveHtml(live, readData, liveHere)}`,
    html`<script src="live-data.js"></script><script src="live.js"></script>`,
  );
}

/** The page that leads to all figures. */
export function indexPage(reports: readonly Report[], lives: readonly LiveFigure[]): string {
  return page(
    "Unrolled: the figures",
    html`<h1>The figures</h1>
<p>Each figure is an experiment: it computes its data, and states what must be true of them.</p>
<ol class="cards">${reports.map(
      (report) => html`<li value="${report.number}"><a href="${fileName(report)}.html">
<img src="${fileName(report)}.svg" alt="${report.alt}" loading="lazy" width="760" height="440">
<h2><small>Figure ${report.number}</small> ${report.title}</h2></a>
${claims(report.criteria)}</li>`,
    )}</ol>
<h2>Live figures</h2>
<p>They compute in your browser, with the course's library: move their controls.</p>
<ul>${lives.map((live) => html`<li><a href="${liveName(live)}.html">${live.title}</a></li>`)}</ul>`,
  );
}

function claims(criteria: readonly Criterion[]): Html {
  return html`<ul class="claims">${criteria.map(({ claim, holds }) =>
    holds
      ? html`<li class="holds">${claim}</li>`
      : html`<li class="fails">${claim}: <strong>does not hold</strong></li>`,
  )}</ul>`;
}

function page(title: string, body: Html, head: Html = html``): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="pages.css">${head}</head>
<body><main>
${body}
</main></body></html>
`.markup;
}
