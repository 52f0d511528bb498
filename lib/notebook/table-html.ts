import type { Row } from "./figure.js";
import { formatColumn, isNumeric } from "./format.js";
import { type Html, html } from "./html.js";

/** An accessible table: a caption, a scope for each heading, numbers to the right. Short, for notebooks keep it. */
export function tableHtml(rows: readonly Row[], caption: string): Html {
  const columns = columnsOf(rows);
  const heads = columns.map(({ name, align }) => html`<th scope="col" style="text-align:${align}">${name}</th>`);
  const lines = rows.map((_, r) => {
    const cells = columns.map(({ texts, align }, c) => {
      const left = align === "left" && html` style="text-align:left"`;
      return c === 0 ? html`<th scope="row"${left}>${texts[r]}</th>` : html`<td${left}>${texts[r]}</td>`;
    });
    return html`<tr>${cells}</tr>`;
  });
  return html`<table style="text-align:right"><caption style="text-align:left;white-space:nowrap">${caption}</caption>
<thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table>`;
}

export type Column = { readonly name: string; readonly texts: readonly string[]; readonly align: "left" | "right" };

/** The rows' keys as columns of texts. */
export function columnsOf(rows: readonly Row[]): Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const values = rows.map((row) => row[name]);
    return { name, texts: formatColumn(values), align: isNumeric(values) ? "right" : "left" };
  });
}
