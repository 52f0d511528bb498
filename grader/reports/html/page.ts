import { Html, html } from "unrolled/notebook";
import { style } from "./style.js";

/** A page that needs nothing but itself, and may load nothing: no script, no network. */
export function page(title: string, body: Html, wide = false): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${css}</style>
</head>
<body>
<main${wide ? html` class="wide"` : ""}>
${body}
</main>
</body>
</html>
`.markup;
}

const css: Html = new Html(style);

/** A bar as long as the share, for the eye only: the number stands beside it. */
export const bar = (share: number): Html =>
  html`<div class="bar" aria-hidden="true"><i style="width:${(100 * share).toFixed(1)}%"></i></div>`;

export const share = (points: number, maxPoints: number): number => (maxPoints > 0 ? points / maxPoints : 0);

export const perCent = (part: number): string => `${Math.round(100 * part)} %`;
