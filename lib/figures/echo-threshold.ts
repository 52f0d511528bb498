import type { Figure, Row, Trace } from "../notebook/figure.js";
import { palette } from "../notebook/theme.js";
import { type EchoData, echoData, settings } from "./echo-runs.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { label, mean, referenceLine, type Style } from "./marks.js";
import { echoThresholdRecorded } from "./recorded/echo-threshold.js";

const { lag } = settings;

/** Figure 17: what a window of k steps can learn, whatever the state carries. */
export const echoThreshold: FigureModule<EchoData> = {
  number: 17,
  slug: "echo-threshold",
  title: "Truncated backpropagation learns an echo only when its window reaches it",
  source: "Chapter 9, “Truncated Backpropagation Through Time”; Williams & Peng 1990",
  settings,
  recorded: echoThresholdRecorded,
  compute: echoData,
  metrics,
  criteria,
  rows,
  plot,
};

function metrics({ windows, carried, reset }: EchoData): Metrics {
  const where = (runs: EchoData["carried"], wanted: (k: number) => boolean): number[] =>
    runs.filter((_, i) => wanted(windows[i])).flat();
  return {
    largestAccuracyUpToLag: Math.max(...where(carried, (k) => k <= lag)),
    leastAccuracyBeyondLag: Math.min(...where(carried, (k) => k > lag)),
    leastMeanAccuracyBeyondLag: Math.min(...carried.filter((_, i) => windows[i] > lag).map(mean)),
    resetAccuracyAt8: mean(where(reset, (k) => k === 8)),
    resetAccuracyAt16: mean(where(reset, (k) => k === 16)),
  };
}

function criteria(measured: Metrics): Criterion[] {
  const near = (value: number, expected: number): boolean => Math.abs(value - expected) < 0.02;
  const { largestAccuracyUpToLag, leastMeanAccuracyBeyondLag, resetAccuracyAt8, resetAccuracyAt16 } = measured;
  return [
    {
      claim: "a window of 5 steps or fewer: accuracy at most .61 on every seed",
      holds: Math.abs(largestAccuracyUpToLag) <= 0.61,
    },
    {
      claim: "a window of 6 steps or more: accuracy 1.000, the mean over the seeds",
      holds: leastMeanAccuracyBeyondLag >= 0.9995 && leastMeanAccuracyBeyondLag <= 1,
    },
    { claim: "without carrying the state, k = 8: accuracy .69", holds: near(resetAccuracyAt8, withoutState(8)) },
    { claim: "without carrying the state, k = 16: accuracy .84", holds: near(resetAccuracyAt16, withoutState(16)) },
  ];
}

/** What can be had from the window alone: all but its first `lag` answers, and half of those by chance. */
const withoutState = (k: number): number => 1 - Math.min(lag, k) / k / 2;

function rows({ windows, carried, reset }: EchoData): Row[] {
  return windows.flatMap((k, i) =>
    settings.seeds.map((seed, s) => ({
      "window k": k,
      seed,
      "accuracy, state carried": carried[i][s],
      "accuracy, state reset": reset[i][s],
      "possible without the state": withoutState(k),
    })),
  );
}

function plot(data: EchoData): Figure {
  const { windows, carried, reset } = data;
  const { largestAccuracyUpToLag, leastAccuracyBeyondLag } = metrics(data);
  const [most, least] = [largestAccuracyUpToLag.toFixed(2), leastAccuracyBeyondLag.toFixed(3)];
  const last = windows[windows.length - 1];
  const threshold = { type: "line", x0: lag + 0.5, x1: lag + 0.5, yref: "paper", y0: 0, y1: 1, line: referenceLine };
  const chance = { type: "line", xref: "paper", x0: 0, x1: 1, y0: 0.5, y1: 0.5, line: referenceLine };
  return {
    title: `An echo of ${lag} steps: a window of ${lag} gets at most ${most} right, one of ${lag + 1} everything`,
    alt:
      `Accuracy against the window k, 1 to ${last}, in an echo task of lag ${lag}, ${settings.seeds.length} seeds. With the ` +
      `state carried from chunk to chunk it is at most ${most} up to k = ${lag} and at least ${least} from k = ${lag + 1} on. ` +
      "With the state reset at each chunk it rises slowly, along what the window alone can give.",
    data: [
      ...points("state carried", windows, carried, { color: palette.blue }, "circle"),
      ...points("state reset", windows, reset, { color: palette.vermillion, dash: "dash" }, "diamond-open"),
    ],
    layout: {
      xaxis: { title: { text: "window of truncated backpropagation, k steps" }, range: [0.5, last + 0.5], dtick: 1 },
      yaxis: { title: { text: "accuracy on a new stream" }, range: [0.4, 1.06], tickformat: ".1f" },
      shapes: [threshold, chance],
      annotations: [
        label("state carried, gradient cut", palette.blue, 9, 1.035),
        label("state reset at every chunk", palette.vermillion, 9.6, 0.7),
        { text: "chance", x: last, y: 0.48, xanchor: "right", showarrow: false, font: { size: 12 } },
        { text: "k = lag", x: lag, y: 0.88, xanchor: "right", showarrow: false, font: { size: 12 } },
      ],
    },
  };
}

/** Every seed a marker, the mean a line. */
function points(
  name: string,
  x: readonly number[],
  runs: EchoData["carried"],
  { color, dash }: Style,
  symbol: string,
): Trace[] {
  const marks = { x: runs.flatMap((run, i) => run.map(() => x[i])), y: runs.flat() };
  return [
    {
      type: "scatter",
      mode: "lines",
      name,
      x,
      y: runs.map(mean),
      line: { color, dash, width: 2.5 },
      showlegend: false,
    },
    { type: "scatter", mode: "markers", name, ...marks, marker: { color, symbol, size: 8 }, showlegend: false },
  ];
}
