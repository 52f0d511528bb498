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

/** An accessible table: a caption, a scope for each heading, numbers to the right. Short, for notebooks keep it. */
export function tableHtml(rows: readonly Row[], caption: string): Html {
  const columns = columnsOf(rows).map((name) => ({ name, align: isNumeric(rows, name) ? "right" : "left" }));
  const heads = columns.map(({ name, align }) => html`<th scope="col" style="text-align:${align}">${name}</th>`);
  const lines = rows.map((row) => {
    const cells = columns.map(({ name, align }, i) => {
      const left = align === "left" && html` style="text-align:left"`;
      const text = formatCell(row[name]);
      return i === 0 ? html`<th scope="row"${left}>${text}</th>` : html`<td${left}>${text}</td>`;
    });
    return html`<tr>${cells}</tr>`;
  });
  return html`<table style="text-align:right"><caption style="text-align:left;white-space:nowrap">${caption}</caption>
<thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table>`;
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

function isNumeric(rows: readonly Row[], column: string): boolean {
  return rows.every((row) => row[column] === undefined || row[column] === null || typeof row[column] === "number");
}
