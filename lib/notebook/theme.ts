import type { Layout } from "./figure.js";

/** Okabe & Ito's colours, told apart by colour-blind readers and legible on light and dark paper alike. */
export const palette = {
  blue: "#0072B2",
  vermillion: "#D55E00",
  green: "#009E73",
  purple: "#CC79A7",
  orange: "#E69F00",
  sky: "#56B4E9",
  /** For reference lines. */
  grey: "#808080",
} as const;

/**
 * What a trace of type "heatmap" needs where letters stand on its cells, with `zmin: -z, zmax: z`. The letters are dark, and
 * legible on all of the scale; a scale from dark to light has greys halfway that no ink stands out from.
 */
export const letterGrounds: Layout = {
  colorscale: [
    [0, palette.sky],
    [0.5, "#FFFFFF"],
    [1, palette.orange],
  ],
  textfont: { family: "ui-monospace, Menlo, Consolas, monospace", size: 12, color: "#111111" },
};

/** A colour of `palette` made transparent, for bands: alpha in [0, 1]. */
export function fade(hex: string, alpha: number): string {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  return `rgba(${r},${g},${b},${alpha})`;
}

/**
 * A logarithmic axis labelled in powers of ten: `{ yaxis: { ...powersOfTen(20), title: … } }`. Plotly makes such labels
 * a quarter larger than others, which the font size takes back.
 */
export function powersOfTen(decades: number): Layout {
  return { type: "log", exponentformat: "power", dtick: decades, minexponent: 0, tickfont: { size: 11.2 } };
}

/** How every figure looks, as a Plotly template: what a figure's own layout says goes before it. */
export function theme(ink: string, paper: string): { readonly layout: Layout } {
  const line = mix(ink, 0.6);
  const axis = {
    automargin: true,
    gridcolor: mix(ink, 0.13),
    linecolor: line,
    tickcolor: line,
    zerolinecolor: mix(ink, 0.3),
    showline: true,
    ticks: "outside",
    title: { standoff: 10, font: { size: 14 } },
  };
  return {
    layout: {
      font: { family: "system-ui, Segoe UI, Helvetica, Arial, sans-serif", size: 14, color: ink },
      title: {
        x: 0,
        xref: "paper",
        xanchor: "left",
        y: 1,
        yref: "container",
        yanchor: "top",
        pad: { t: 20 },
        font: { size: 16 },
      },
      paper_bgcolor: paper,
      plot_bgcolor: "rgba(0,0,0,0)",
      colorway: Object.values(palette),
      colorscale: { sequential: "Cividis", sequentialminus: "Cividis", diverging: "RdBu" },
      margin: { l: 70, r: 30, t: 74, b: 60 },
      xaxis: axis,
      yaxis: axis,
      legend: { orientation: "h", x: 0, y: 1, xanchor: "left", yanchor: "bottom" },
      hovermode: "closest",
    },
  };
}

/** `ink` (rgb or rgba, as getComputedStyle gives it) at a fraction of its strength. */
function mix(ink: string, strength: number): string {
  const [r, g, b, a = 1] = (ink.match(/[\d.]+/g) ?? []).map(Number);
  return `rgba(${r},${g},${b},${Number((a * strength).toFixed(3))})`;
}
