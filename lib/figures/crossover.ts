import type { Figure, Layout, Row, Trace } from "../notebook/figure.js";
import { palette, powersOfTen } from "../notebook/theme.js";
import { type CrossoverData, type Engine, engines, settings } from "./crossover-data.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { curve, label, referenceLine, type Style } from "./marks.js";
import { crossoverRecorded } from "./recorded/crossover.js";

const rivals = ["wasm", "node"] as const;

/** Figure 21: from which size on another engine is worth its price. `npm run bench -- --crossover --record` measures it. */
export const crossover: FigureModule<CrossoverData> = {
  number: 21,
  slug: "crossover",
  title: "What a training step of an LSTM costs on three engines, against its width",
  source: `The course's benchmark: ${circumstances(crossoverRecorded.data)}`,
  settings,
  recorded: crossoverRecorded,
  compute: () => crossoverRecorded.data, // the library cannot start its own peers
  metrics,
  criteria,
  rows,
  plot,
};

/** When, with what and on what it was measured. */
function circumstances({ made }: CrossoverData): string {
  const { date, machine, engines, command, cleanTurns } = made;
  const clean = `${(100 * cleanTurns).toFixed(0)} % of the turns undisturbed`;
  return `${command}, ${date}, ${machine}; ${engines.join("; ")}; ${clean}`;
}

/** How many times as long `rival` takes as the scratch engine, width by width. */
function ratios({ ms }: CrossoverData, rival: Engine, b: number): number[] {
  return ms[rival][b].map((time, h) => time / ms.scratch[b][h]);
}

/**
 * The width from which on `rival` is the faster one at all sizes measured, between two of them on a straight line of
 * logarithms; null where the scratch engine is faster at the last.
 */
export function overtakes(data: CrossoverData, rival: Engine, b: number): number | null {
  const lead = ratios(data, rival, b).map(Math.log2);
  const { hidden } = settings;
  const last = lead.findLastIndex((value) => value >= 0);
  if (last === lead.length - 1) return null;
  if (last === -1) return hidden[0];
  const part = lead[last] / (lead[last] - lead[last + 1]);
  return hidden[last] * (hidden[last + 1] / hidden[last]) ** part;
}

function metrics(data: CrossoverData): Metrics {
  const measured = settings.batch.flatMap((B, b) =>
    rivals.flatMap((rival) => {
      const times = ratios(data, rival, b);
      const width = overtakes(data, rival, b);
      const crossing: [string, number][] = width === null ? [] : [[`${rival} overtakes at H, B = ${B}`, width]];
      const ends = settings.hidden.map((H, h): [string, number] => [
        `${rival} ÷ scratch, B = ${B}, H = ${H}`,
        times[h],
      ]);
      return [...ends, ...crossing];
    }),
  );
  return { ...Object.fromEntries(measured), cleanTurns: data.made.cleanTurns };
}

function criteria(measured: Metrics): Criterion[] {
  const all = (wanted: RegExp, holds: (ratio: number) => boolean): boolean =>
    Object.entries(measured).every(([name, value]) => !wanted.test(name) || holds(value));
  return [
    {
      claim: "up to H = 32 the scratch engine is at least 5 times as fast as TensorFlow.js on either backend",
      holds: all(/H = (8|16|32)$/, (ratio) => ratio >= 5),
    },
    { claim: "TensorFlow.js on wasm is never faster", holds: all(/^wasm ÷/, (ratio) => ratio > 1) },
    {
      claim: "on node it catches up: with 32 rows and 1024 units neither is twice as fast as the other",
      holds: all(/^node ÷.* B = 32, H = 1024$/, (ratio) => ratio > 0.5 && ratio < 2),
    },
  ];
}

function rows({ ms }: CrossoverData): Row[] {
  return settings.batch.flatMap((B, b) =>
    settings.hidden.map((H, h) => ({
      "batch B": B,
      "width H": H,
      ...Object.fromEntries(engines.map((engine) => [`${names[engine]}: ms a step`, ms[engine][b][h]])),
    })),
  );
}

const names: Readonly<Record<Engine, string>> = {
  scratch: "scratch, SIMD",
  wasm: "TensorFlow.js, wasm",
  node: "TensorFlow.js, node",
};
const styles: Readonly<Record<Engine, Required<Style> & { readonly symbol: string }>> = {
  scratch: { color: palette.blue, dash: "solid", symbol: "circle" },
  wasm: { color: palette.orange, dash: "dot", symbol: "square" },
  node: { color: palette.vermillion, dash: "dash", symbol: "diamond" },
};

function plot(data: CrossoverData): Figure {
  const { batch, hidden } = settings;
  const crossings = batch.map((_, b) => overtakes(data, "node", b));
  const last = hidden.length - 1;
  const times = (ratio: number): string => `${Number(ratio.toPrecision(2))} times`;
  const told = batch.map((B, b) => {
    const [wasm, node] = rivals.map((rival) => ratios(data, rival, b));
    const found = crossings[b] === null ? "it never overtakes" : `it overtakes at H = ${crossings[b].toFixed(0)}`;
    return (
      `With B = ${B}, wasm takes ${times(wasm[0])} as long as the scratch engine at H = ${hidden[0]} and ${times(wasm[last])} at ` +
      `H = ${hidden[last]}; node ${times(node[0])} and ${times(node[last])}: ${found}.`
    );
  });
  return {
    title: headline(crossings),
    alt: `Two logarithmic plots of milliseconds a training step against the width H of an LSTM, on three engines. ${told.join(" ")}`,
    data: batch.flatMap((_, b) => engines.map((engine) => engineCurve(data, engine, b))),
    layout: {
      grid: { rows: 1, columns: batch.length, pattern: "independent" },
      ...Object.assign({}, ...batch.map((B, b) => axes(data, B, b))),
      shapes: crossings.flatMap((H, b) => (H === null ? [] : [crossingLine(H, b)])),
      annotations: [
        ...crossings.flatMap((H, b) => (H === null ? [] : [crossingText(H, b)])),
        ...engines.map((engine, n) =>
          label(names[engine], styles[engine].color, Math.log10(hidden[0]), 3.8 - 0.35 * n),
        ),
      ],
    },
  };
}

function headline(crossings: readonly (number | null)[]): string {
  const { batch, hidden } = settings;
  const where = crossings.flatMap((H, b) => (H === null ? [] : [`B = ${batch[b]} from H = ${H.toFixed(0)} on`]));
  if (where.length === 0)
    return `The scratch engine is the fastest at every width, ${hidden[0]} to ${hidden[hidden.length - 1]}`;
  return `Small LSTMs train fastest from scratch; on node, those of ${where.join(" and ")}`;
}

const axis = (b: number): string => (b === 0 ? "" : String(b + 1));

function engineCurve({ ms }: CrossoverData, engine: Engine, b: number): Trace {
  const { symbol, ...style } = styles[engine];
  return {
    ...curve(names[engine], settings.hidden, ms[engine][b], style),
    mode: "lines+markers",
    marker: { color: style.color, symbol, size: 8 },
    xaxis: `x${axis(b)}`,
    yaxis: `y${axis(b)}`,
  };
}

/** Both panels have the same range of times. */
function axes({ ms }: CrossoverData, B: number, b: number): Layout {
  const { hidden } = settings;
  const all = Object.values(ms).flat(2).map(Math.log10);
  return {
    [`xaxis${axis(b)}`]: { type: "log", tickvals: hidden, title: { text: `width H, batch B = ${B}` } },
    [`yaxis${axis(b)}`]: {
      ...powersOfTen(1),
      range: [Math.min(...all) - 0.2, Math.max(...all) + 0.3],
      title: { text: b === 0 ? "ms a training step" : "" },
    },
  };
}

function crossingLine(H: number, b: number): object {
  return {
    type: "line",
    xref: `x${axis(b)}`,
    yref: `y${axis(b)} domain`,
    x0: H,
    x1: H,
    y0: 0,
    y1: 1,
    line: referenceLine,
  };
}

function crossingText(H: number, b: number): object {
  const place = { xref: `x${axis(b)}`, yref: `y${axis(b)} domain`, x: Math.log10(H), y: 0.03 };
  return { ...place, xanchor: "right", text: `H = ${H.toFixed(0)}`, showarrow: false, font: { size: 12 } };
}
