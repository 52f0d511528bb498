import type { Trace } from "../notebook/figure.js";
import { fade, palette } from "../notebook/theme.js";
import type { Band } from "./quantiles.js";

/** How a curve looks; `dash` and not only the colour tells it from the others. */
export type Style = { readonly color: string; readonly dash?: "solid" | "dash" | "dot" | "dashdot" };

/** A curve's median and its band, given as log₁₀, for a logarithmic axis. */
export function bandTraces(name: string, x: readonly number[], { low, median, high }: Band, style: Style): Trace[] {
  const edge = { type: "scatter", mode: "lines", x, line: { width: 0 }, hoverinfo: "skip", showlegend: false };
  return [
    { ...edge, y: powers(low) },
    { ...edge, y: powers(high), fill: "tonexty", fillcolor: fade(style.color, 0.25) },
    curve(name, x, powers(median), style),
  ];
}

/** One curve, labelled in place rather than in a legend. */
export function curve(name: string, x: readonly number[], y: readonly number[], { color, dash }: Style): Trace {
  return {
    type: "scatter",
    mode: "lines",
    name,
    x,
    y,
    line: { color, dash: dash ?? "solid", width: 2.5 },
    hovertemplate: `${name}<br>%{x}: %{y:.3g}<extra></extra>`,
    showlegend: false,
  };
}

/** The words for a curve, beside a point of it and marked with its colour. On a logarithmic axis y is log₁₀. */
export function label(text: string, color: string, x: number, y: number, place: object = {}): object {
  const mark = `<span style="color:${color}">■</span>`;
  return {
    text: `${mark} ${text}`,
    x,
    y,
    xanchor: "left",
    yanchor: "middle",
    align: "left",
    showarrow: false,
    ...place,
  };
}

/** A horizontal line across a logarithmic axis, with its meaning above one of its ends. */
export function reference(y: number, text: string, side: "left" | "right"): { shape: object; annotation: object } {
  const at = { xref: "paper", x: side === "left" ? 0.01 : 0.99, xanchor: side };
  return {
    shape: { type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y, line: referenceLine },
    annotation: { ...at, y: Math.log10(y), yanchor: "bottom", text, showarrow: false, font: { size: 12 } },
  };
}

export const referenceLine: { color: string; width: number; dash: string } = {
  color: palette.grey,
  width: 1.5,
  dash: "dot",
};

/** `10⁻⁵⁹`, to the nearest power. */
export function powerOfTen(log10: number): string {
  const digits = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];
  const exponent = Math.round(log10);
  return `10${exponent < 0 ? "⁻" : ""}${[...String(Math.abs(exponent))].map((digit) => digits[Number(digit)]).join("")}`;
}

const powers = (log10: readonly number[]): number[] => log10.map((value) => 10 ** value);

/** The mean of some numbers. */
export const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Attention weights α in [0, 1] as a heatmap, one row a query; `hover` names its axes. */
export function attentionMap(weights: readonly (readonly number[])[], hover: string): Trace {
  return {
    type: "heatmap",
    name: "attention weight",
    z: weights,
    zmin: 0,
    zmax: 1,
    colorscale: "Cividis",
    colorbar: { title: { text: "weight α" }, thickness: 14 },
    hovertemplate: `${hover}: %{z:.3f}<extra></extra>`,
  };
}
