import type { Figure, Layout, Trace } from "./figure.js";

/** What Plotly draws, and what a page needs around it. It goes into notebooks as JSON. */
export type PlotSpec = {
  readonly alt: string;
  readonly data: readonly Trace[];
  readonly layout: Layout;
};

/** Height in CSS pixels of every figure that does not say its own. */
export const defaultHeight = 440;

/** A figure as JSON: typed arrays become arrays, and numbers keep five digits, as many as a screen can show. */
export function plotSpec({ title, alt, data, layout = {} }: Figure): PlotSpec {
  const text = wrap(title, 80);
  const room = hasLegend(data, layout) ? {} : { margin: { t: 34 + 21 * text.split("<br>").length } };
  const spec = { alt, data, layout: { title: { text }, height: defaultHeight, ...room, ...layout } };
  return JSON.parse(JSON.stringify(spec, compact));
}

/** Plotly shows a legend for two traces, or one that asks for it. Without it, the plot may begin right below the title. */
function hasLegend(data: readonly Trace[], { showlegend }: Layout): boolean {
  if (typeof showlegend === "boolean") return showlegend;
  const entries = data.filter((trace) => trace.showlegend ?? trace.type !== "heatmap");
  return entries.length > 1 || entries.some((trace) => trace.showlegend);
}

function compact(_key: string, value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(5));
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  return value;
}

/** Plotly does not wrap titles. */
function wrap(text: string, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line !== "" && line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("<br>");
}
