import { layerLimits, type Mixing } from "../diagnostics/limits.js";
import { linearRecurrence, linearRecurrenceScan } from "../diagnostics/linear-recurrence.js";
import type { Figure, Row, Trace } from "../notebook/figure.js";
import { palette, powersOfTen } from "../notebook/theme.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { breathe, type ComputeOptions, type Criterion, type FigureModule, type Metrics } from "./figure-module.js";
import { curve, label, type Style } from "./marks.js";

const H = 8;
/** Powers of two and their neighbours, where ⌈log₂ T⌉ jumps. */
const lengths = [1, 2, 3, 4, 5, 8, 16, 17, 32, 64, 100, 128, 256, 500, 512, 1000, 1024, 2048, 4096];

/** Rounds that were counted in a linear recurrence, run both ways, and how far the two ways are apart. */
type Data = { readonly loop: readonly number[]; readonly scan: readonly number[]; readonly apart: readonly number[] };

/** Figure 19: how many steps must wait for one another. */
export const pathLength: FigureModule<Data> = {
  number: 19,
  slug: "path-length",
  title: "Sequential depth and path length: recurrence, scan, attention",
  source: "Chapter 9, “The Path Length Argument”; Vaswani et al. 2017, table 1; Martin & Cundy 2018",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

async function compute(options: ComputeOptions): Promise<Data> {
  const runs: { loop: number; scan: number; apart: number }[] = [];
  for (const T of lengths) {
    runs.push(bothWays(T));
    await breathe(runs.length / lengths.length, options);
  }
  return {
    loop: runs.map(({ loop }) => loop),
    scan: runs.map(({ scan }) => scan),
    apart: runs.map(({ apart }) => apart),
  };
}

function bothWays(T: number): { loop: number; scan: number; apart: number } {
  const rng = new Rng(T);
  const draw = (next: () => number): Tensor => new Tensor(Float64Array.from({ length: T * H }, next), [T, H]);
  const [a, b] = [draw(() => rng.uniform()), draw(() => rng.normal())];
  const h0 = Float64Array.from({ length: H }, () => rng.normal());
  const [loop, scan] = [linearRecurrence(a, b, h0), linearRecurrenceScan(a, b, h0)];
  const apart = Math.max(...loop.h.data.map((x, i) => Math.abs(x - scan.h.data[i])));
  return { loop: loop.rounds, scan: scan.rounds, apart };
}

const limit = (mixing: Mixing, T: number): number => layerLimits(mixing, { T, d: H }).sequentialDepth;

function metrics({ loop, scan, apart }: Data): Metrics {
  const last = lengths.length - 1;
  const differ = (counted: readonly number[], mixing: Mixing): number =>
    Math.max(...counted.map((rounds, i) => Math.abs(rounds - limit(mixing, lengths[i]))));
  return {
    loopRounds: loop[last],
    scanRounds: scan[last],
    loopRoundsOffT: differ(loop, "recurrence"),
    scanRoundsOffLog2T: differ(scan, "scan"),
    attentionDepth: limit("attention", lengths[last]),
    largestDifference: Math.max(...apart),
  };
}

function criteria(measured: Metrics): Criterion[] {
  const { loopRoundsOffT, scanRoundsOffLog2T, attentionDepth, largestDifference } = measured;
  const within = (value: number, most: number): boolean => value >= 0 && value <= most;
  return [
    { claim: "the scan of a linear recurrence equals its loop at 1e−10", holds: within(largestDifference, 1e-10) },
    { claim: "the loop takes T rounds at every length", holds: loopRoundsOffT === 0 },
    { claim: "the scan takes ⌈log₂ T⌉", holds: scanRoundsOffLog2T === 0 },
    { claim: "attention takes 1", holds: attentionDepth === 1 },
  ];
}

function rows({ loop, scan, apart }: Data): Row[] {
  return lengths.map((T, i) => ({
    T,
    "recurrence, rounds": loop[i],
    "scan, rounds": scan[i],
    "attention, rounds": limit("attention", T),
    "scan and loop differ by": apart[i],
  }));
}

function plot(data: Data): Figure {
  const { loopRounds, scanRounds, attentionDepth, largestDifference } = metrics(data);
  const T = lengths[lengths.length - 1];
  const [steps, last] = [loopRounds.toLocaleString("en"), T.toLocaleString("en")];
  const attention = lengths.map((T) => limit("attention", T));
  return {
    title: `T = ${last}: ${steps} rounds for a recurrence, ${scanRounds} for a scan, ${attentionDepth} for attention`,
    alt:
      `Rounds that must wait for one another against the length T, 1 to ${last}, both axes logarithmic; the longest path to the ` +
      `last output is as long. A recurrence rises in proportion to T, up to ${steps}. A parallel scan of a linear ` +
      `recurrence rises by one when T doubles, up to ${scanRounds}, with the loop's results to ` +
      `${largestDifference.toExponential(0)}. Attention stays at ${attentionDepth}.`,
    data: [
      dots("recurrence", data.loop, { color: palette.vermillion, dash: "dash" }, "diamond"),
      dots("scan", data.scan, { color: palette.green, dash: "dot" }, "square"),
      dots("attention", attention, { color: palette.blue }, "circle"),
    ],
    layout: {
      xaxis: { ...powersOfTen(1), title: { text: "length T" }, range: [-0.05, 3.7] },
      yaxis: { ...powersOfTen(1), title: { text: "sequential depth = path length" }, range: [-0.25, 3.8] },
      annotations: [
        label("recurrence: T", palette.vermillion, 2.15, 2.75, { xanchor: "right" }),
        label("scan of a linear recurrence: ⌈log₂ T⌉", palette.green, 1.95, 1.3),
        label("attention: 1", palette.blue, 2.4, 0.17),
      ],
    },
  };
}

/** A curve on logarithmic axes; 0 rounds (T = 1 needs no joining) cannot be drawn there. */
function dots(name: string, rounds: readonly number[], style: Style, symbol: string): Trace {
  const drawn = lengths.map((_, i) => i).filter((i) => rounds[i] > 0);
  const [x, y] = [drawn.map((i) => lengths[i]), drawn.map((i) => rounds[i])];
  return { ...curve(name, x, y, style), mode: "lines+markers", marker: { symbol, size: 6 } };
}
