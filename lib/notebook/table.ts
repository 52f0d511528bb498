import { newDisplay } from "./display.js";
import type { Row } from "./figure.js";
import { columnsOf, tableHtml } from "./table-html.js";

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

/** Rows as aligned text, for a terminal. */
export function tableText(rows: readonly Row[], caption: string): string {
  const columns = columnsOf(rows).map(({ name, texts, align }) => {
    const lines = [name, ...texts];
    const width = Math.max(...lines.map((line) => line.length));
    return lines.map((line) => (align === "right" ? line.padStart(width) : line.padEnd(width)));
  });
  const lines = [-1, ...rows.keys()].map((r) => columns.map((column) => column[r + 1]).join("  "));
  return [caption, ...lines.map((line) => line.trimEnd())].join("\n");
}
