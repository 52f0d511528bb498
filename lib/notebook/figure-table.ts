import { type Figure, figureRows, type Row } from "./figure.js";
import type { Html } from "./html.js";
import { tableHtml } from "./table-html.js";

const mostRows = 60;

/** A figure's data as a table. A notebook keeps its outputs: long data are shown in part. */
export function figureTable(figure: Figure): Html {
  const { rows, note } = thin(figureRows(figure));
  return tableHtml(rows, figure.title + note);
}

function thin(rows: readonly Row[]): { rows: readonly Row[]; note: string } {
  const stride = Math.ceil(rows.length / mostRows);
  if (stride <= 1) return { rows, note: "" };
  return { rows: rows.filter((_, i) => i % stride === 0), note: ` (one row in ${stride})` };
}
