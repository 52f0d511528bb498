import type { Figure, Row, Trace } from "../notebook/figure.js";
import { fade, letterGrounds, palette } from "../notebook/theme.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { type HiddenUnitsData, hiddenUnitsData, settings } from "./hidden-unit-runs.js";
import { curve } from "./marks.js";
import { hiddenUnitsRecorded } from "./recorded/hidden-units.js";

/** Figure 20: one unit of a trained character LSTM that can be read, and its gates. */
export const hiddenUnits: FigureModule<HiddenUnitsData> = {
  number: 20,
  slug: "hidden-units",
  title: "One unit of a trained character LSTM follows the quotation marks",
  source: "Chapter 9, “Further reading”; Karpathy, Johnson & Fei-Fei 2015",
  settings,
  recorded: hiddenUnitsRecorded,
  compute: hiddenUnitsData,
  metrics,
  criteria,
  rows,
  plot,
};

function metrics({ quotes, position, untrained, toldByUnit, outside }: HiddenUnitsData): Metrics {
  return {
    quoteUnit: quotes.unit,
    quoteUnitAbsR: Math.abs(quotes.rHeldOut),
    quoteUnitAbsRSearched: Math.abs(quotes.rSearched),
    untrainedAbsR: Math.abs(untrained.rHeldOut),
    charactersToldByUnit: toldByUnit,
    charactersOutside: outside,
    positionUnit: position.unit,
    positionUnitAbsR: Math.abs(position.rHeldOut),
  };
}

function criteria(measured: Metrics): Criterion[] {
  const { quoteUnitAbsR, untrainedAbsR, charactersToldByUnit, charactersOutside } = measured;
  return [
    {
      claim: "a unit found on training text follows the quotation marks of new text: |r| at least .6",
      holds: quoteUnitAbsR >= 0.6 && quoteUnitAbsR <= 1,
    },
    {
      claim: "the same search finds less than half of that in the untrained network",
      holds: untrainedAbsR >= 0 && untrainedAbsR < quoteUnitAbsR / 2,
    },
    {
      claim: "the unit alone tells inside from outside better than always saying “outside”, by .1 at least",
      holds: charactersToldByUnit <= 1 && charactersToldByUnit >= charactersOutside + 0.1,
    },
  ];
}

function rows({ passage, inside, activity, forget, input, output }: HiddenUnitsData): Row[] {
  return [...passage].map((character, t) => ({
    character: character === "\n" ? "line break" : character === " " ? "space" : character,
    "inside quotes": inside[t],
    "activity tanh(c)": activity[t],
    "forget gate": forget[t],
    "input gate": input[t],
    "output gate": output[t],
  }));
}

function plot(data: HiddenUnitsData): Figure {
  const { quotes, rHeldOut } = { ...data, rHeldOut: Math.abs(data.quotes.rHeldOut).toFixed(2) };
  const lines = data.passage.split("\n");
  const [first] = lines;
  return {
    title: `Unit ${quotes.unit} follows the quotation marks of a new text, |r| = ${rHeldOut}`,
    alt:
      `Above, ${lines.length} lines of a text that the network was not trained on, each character on a ground that shows the ` +
      `activity of unit ${quotes.unit}, from −1, blue, by way of white to 1, orange: it turns ` +
      `${quotes.rHeldOut < 0 ? "blue" : "orange"} where a quotation opens, and back after it has closed. ` +
      `Over the whole chapter |r| with being inside one is ${rHeldOut}. ` +
      `Below, the unit's forget, input and output gates and its activity along the first line.`,
    data: [heatmap(data, lines), ...gateCurves(data, first.length)],
    layout: {
      height: 560,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 0.36, xanchor: "left", yanchor: "bottom" },
      xaxis: { domain: [0, 1], anchor: "y", visible: false, range: [-0.5, width(lines) - 0.5] },
      yaxis: { domain: [0.5, 1], autorange: "reversed", visible: false },
      xaxis2: { ...characterTicks(first), anchor: "y2", range: [-0.5, width(lines) - 0.5], showgrid: false },
      yaxis2: { domain: [0, 0.34], range: [-1.05, 1.05], title: { text: "gates, tanh(c)" } },
      shapes: insideBands(data, first.length),
    },
  };
}

const width = (lines: readonly string[]): number => Math.max(...lines.map((line) => line.length));

/** The text, one cell a character. */
function heatmap({ activity, quotes }: HiddenUnitsData, lines: readonly string[]): Trace {
  const starts = lines.map((_, i) => lines.slice(0, i).join("\n").length + (i === 0 ? 0 : 1));
  const columns = Array.from({ length: width(lines) }, (_, j) => j);
  const filled = (line: string, of: (j: number) => unknown, empty: unknown): unknown[] =>
    columns.map((j) => (j < line.length ? of(j) : empty));
  return {
    type: "heatmap",
    name: `unit ${quotes.unit}`,
    z: lines.map((line, i) => filled(line, (j) => activity[starts[i] + j], null)),
    text: lines.map((line) => filled(line, (j) => line[j], "")),
    texttemplate: "%{text}",
    ...{ ...letterGrounds, zmin: -1, zmax: 1, hoverongaps: false },
    colorbar: { title: { text: "tanh(c)" }, thickness: 12, len: 0.5, y: 0.75 },
    hovertemplate: "%{text}: tanh(c) = %{z:.2f}<extra></extra>",
  };
}

function gateCurves({ forget, input, output, activity }: HiddenUnitsData, steps: number): Trace[] {
  const x = Array.from({ length: steps }, (_, t) => t);
  const drawn = [
    curve("forget gate", x, forget.slice(0, steps), { color: palette.blue }),
    curve("input gate", x, input.slice(0, steps), { color: palette.vermillion, dash: "dash" }),
    curve("output gate", x, output.slice(0, steps), { color: palette.green, dash: "dot" }),
    curve("tanh(c)", x, activity.slice(0, steps), { color: palette.grey, dash: "dashdot" }),
  ];
  return drawn.map((trace) => ({ ...trace, xaxis: "x2", yaxis: "y2", showlegend: true }));
}

/** Each character below its place. */
function characterTicks(line: string): object {
  const tickfont = { family: "ui-monospace, Menlo, Consolas, monospace", size: 12 };
  return { tickvals: [...line].map((_, t) => t), ticktext: [...line], tickangle: 0, tickfont };
}

/** A faint band behind each quotation of the first line. */
function insideBands({ inside }: HiddenUnitsData, steps: number): object[] {
  const edges = inside.slice(0, steps + 1).map((now, t) => (t === steps ? 0 : now));
  const opens = edges.flatMap((now, t) => (now === 1 && (edges[t - 1] ?? 0) === 0 ? [t] : []));
  return opens.map((x0) => {
    const x1 = edges.indexOf(0, x0);
    const band = { type: "rect", xref: "x2", yref: "y2 domain", x0: x0 - 0.5, x1: x1 - 0.5, y0: 0, y1: 1 };
    return { ...band, line: { width: 0 }, fillcolor: fade(palette.grey, 0.18), layer: "below" };
  });
}
