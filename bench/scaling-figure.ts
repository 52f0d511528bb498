import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Figure, Layout, Trace } from "../lib/notebook/figure.js";
import { staticSvg } from "../lib/notebook/static-svg.js";
import { palette } from "../lib/notebook/theme.js";
import type { AxisCosts, LstmCost } from "./scaling-costs.js";

/** The rows of the figure. */
const PANELS = [
  { of: "ms", name: "ms, forward and backward", color: palette.blue },
  { of: "peakMiB", name: "MiB at the peak", color: palette.vermillion },
] as const satisfies readonly { of: keyof LstmCost; name: string; color: string }[];

/** Writes the scaling curves as a picture. */
export async function writeScalingFigure(file: string, axes: readonly AxisCosts[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await staticSvg(scalingFigure(axes)));
}

/** Time above, memory below, one column for each of T, B and H, both axes logarithmic: linear cost is the dashed slope. */
function scalingFigure(axes: readonly AxisCosts[]): Figure {
  const panels = PANELS.flatMap((panel, row) =>
    axes.map((costs, column) => ({ panel, costs, at: row * axes.length + column })),
  );
  const grown = axes.map(({ axis, exponents }) => {
    return `with ${axis} to the ${exponents.time.toFixed(2)} and ${exponents.memory.toFixed(2)}`;
  });
  return {
    title: "What an LSTM layer costs: time above, memory below",
    alt: `Six logarithmic plots of one LSTM layer. Time and memory grow ${grown.join("; ")}. A dashed line grows in proportion.`,
    data: panels.flatMap(({ panel, costs, at }) => curves(panel, costs, at)),
    layout: {
      height: 560,
      showlegend: false,
      grid: { rows: PANELS.length, columns: axes.length, pattern: "independent" },
      ...Object.assign({}, ...panels.map(({ panel, costs, at }) => scales(panel, costs, at, axes.length))),
    },
  };
}

/** What was measured, and a line in proportion that ends at the largest size. */
function curves({ of, name, color }: (typeof PANELS)[number], { axis, values, costs }: AxisCosts, at: number): Trace[] {
  const measured = costs.map((cost) => cost[of]);
  const [last, size] = [measured[measured.length - 1], values[values.length - 1]];
  const common = { type: "scatter", x: values, xaxis: `x${at + 1}`, yaxis: `y${at + 1}` };
  return [
    {
      ...common,
      name: "in proportion",
      y: values.map((value) => (last * value) / size),
      mode: "lines",
      line: { color: palette.grey, dash: "dash", width: 1 },
    },
    { ...common, name: `${name} against ${axis}`, y: measured, mode: "lines+markers", line: { color } },
  ];
}

function scales({ name }: (typeof PANELS)[number], { axis, values }: AxisCosts, at: number, columns: number): Layout {
  return {
    [`xaxis${at + 1}`]: { type: "log", tickvals: values, title: { text: axis } },
    [`yaxis${at + 1}`]: { type: "log", dtick: "D2", title: { text: at % columns === 0 ? name : "" } },
  };
}
