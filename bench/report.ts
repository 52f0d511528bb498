import type { Machine } from "./machine.js";
import type { Race, Standing } from "./race.js";

/** The line that heads every report. */
export function machineLine({ cpu, cores, memoryGiB, platform, node, load }: Machine): string {
  const busy = Number.isNaN(load) ? "" : `, load ${load.toFixed(1)} at the start`;
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}${busy}`;
}

/** One race as a table, the fastest first. An arrow marks whom a column compares with. */
export function raceTable(title: string, { standings, absent, references }: Race): string {
  const families = Object.keys(references);
  const sorted = [...standings].sort((a, b) => a.ms - b.ms);
  const rows = sorted.map((standing) => [
    standing.title + (references[standing.family] === standing.id ? " ←" : ""),
    milliseconds(standing.ms),
    ...families.map((family) => ratioText(standing, family, references[family])),
    cleanText(standing),
  ]);
  const heads = families.map((family) => `times as fast as ${family} ←`);
  const lines = table([["", "ms a step", ...heads, "clean turns"], ...rows]);
  return [title, ...lines, ...absent.map(({ id, reason }) => `not measured: ${id} (${reason})`)].join("\n");
}

function ratioText({ id, ratios, turns }: Standing, family: string, reference: string): string {
  if (id === reference) return "";
  const { median, low, high } = ratios[family];
  return turns.length === 1 ? `${factor(median)}` : `${factor(median)} (${factor(low)}–${factor(high)})`;
}

function cleanText({ contaminated, turns }: Standing): string {
  const clean = contaminated.filter((disturbed) => !disturbed).length;
  return turns.length === 1 ? `${clean} of 1 step` : `${clean} of ${turns.length}`;
}

const milliseconds = (ms: number): string => (ms < 10 ? ms.toFixed(3) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0));
const factor = (value: number): string => (value < 0.1 ? value.toFixed(4) : value.toFixed(2));

/** Columns of equal width; the first to the left, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => {
    const cells = row.map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column])));
    return `  ${cells.join("   ")}`;
  });
}

/** The line at the bottom of a terminal. */
export function status(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text !== "" && !text.includes("round")) process.stderr.write(`${text}\n`);
}
