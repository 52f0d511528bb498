import { newDisplay } from "./display.js";
import type { Row } from "./figure.js";
import { formatCell } from "./format.js";
import { type Html, html } from "./html.js";

export type TableOptions = {
  /** What the table shows; read out before it. */
  readonly caption: string;
};

/** Shows rows as a table. The columns are the keys of the rows; the first one names each row. */
export function table(rows: readonly Row[], { caption }: TableOptions): void {
  const display = newDisplay();
  if (display) display.html(tableHtml(rows, caption).markup);
  else console.log(tableText(rows, caption));
}

/** An accessible table: a caption, a scope for each heading, numbers to the right. */
export function tableHtml(rows: readonly Row[], caption: string): Html {
  const columns = columnsOf(rows);
  const numeric = (column: string): boolean =>
    rows.every((row) => row[column] == null || typeof row[column] === "number");
  const align = new Map(columns.map((column) => [column, numeric(column) ? "right" : "left"]));
  const style = (column: string): string => `text-align:${align.get(column)}`;
  return html`<table><caption>${caption}</caption><thead><tr>${columns.map(
    (column) => html`<th scope="col" style="${style(column)}">${column}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${columns.map((column, i) =>
        i === 0
          ? html`<th scope="row" style="${style(column)}">${formatCell(row[column])}</th>`
          : html`<td style="${style(column)}">${formatCell(row[column])}</td>`,
      )}</tr>`,
  )}</tbody></table>`;
}

/** The same for a terminal. */
export function tableText(rows: readonly Row[], caption: string): string {
  const columns = columnsOf(rows);
  const lines = [columns, ...rows.map((row) => columns.map((column) => formatCell(row[column])))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  return [
    caption,
    ...lines.map((line) =>
      line
        .map((text, i) => text.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    ),
  ].join("\n");
}

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
