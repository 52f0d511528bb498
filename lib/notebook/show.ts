import { newDisplay } from "./display.js";
import { type Figure, figureRows } from "./figure.js";
import { html } from "./html.js";
import { tableHtml } from "./table.js";

/** Shows a figure: interactive where scripts run, else a picture; always with its text and its data as a table. */
export async function show(figure: Figure): Promise<void> {
  const display = newDisplay();
  if (!display) return console.log(`${figure.title}: ${figure.alt}`);
  display.html(
    html`<figure><figcaption>${figure.title}</figcaption><details><summary>Data</summary>${tableHtml(figureRows(figure), figure.title)}</details></figure>`
      .markup,
  );
}
