import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { cleanLine } from "./clean.js";

/**
 * Rows as CSV. Every field is quoted, and one that a spreadsheet would take for a formula (`=`, `+`, `-`, `@` or their wide
 * forms in front) begins with an apostrophe, which makes it text; a lone dash, as Moodle writes for "none", is none.
 */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  const fields = rows.map((row) => row.map((field) => (typeof field === "number" ? String(field) : asText(field))));
  return stringify(fields, { quoted: true, quoted_empty: true });
}

/** Without tabs and carriage returns, which `cleanLine` has taken. */
function asText(field: string): string {
  const text = cleanLine(field);
  return text !== "-" && /^[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** A table that a learning platform exported: its columns by name, and its rows. @throws Error when it is none */
export function readCsv(text: string): { readonly columns: readonly string[]; readonly rows: string[][] } {
  const [columns = [], ...rows] = parse(text, { bom: true, relax_column_count: true }) as string[][];
  return { columns: columns.map((name) => name.trim()), rows };
}

/** Two decimals at most. */
export const rounded = (value: number): number => Math.round(100 * value) / 100;

/** Names as people and platforms write them differently. */
export const normal = (name: string): string => cleanLine(name.normalize("NFKC")).toLowerCase();
