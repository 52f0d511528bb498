import { gradientNormOverTime } from "../diagnostics/gradient-norms.js";
import type { Figure, Row } from "../notebook/figure.js";
import { palette, powersOfTen } from "../notebook/theme.js";
import { normalInit } from "../tensor/init.js";
import { Rng } from "../tensor/rng.js";
import { breathe, type ComputeOptions, type Criterion, type FigureModule, type Metrics } from "./figure-module.js";
import { bandTraces, label, powerOfTen, reference } from "./marks.js";
import { type Band, band } from "./quantiles.js";

const [H, T] = [64, 100];
const [smallGain, largeGain] = [0.5, 3];
/** The chapter's stand-in for tanh′. */
const derivative = 0.5;

/** log₁₀ of the gradient's norm, as a part of what it was at the last step, after k steps back. */
type Data = { readonly small: Band; readonly large: Band };

/** Figure 1: the chapter's demo, with many seeded matrices instead of one. */
export const chapterDemo: FigureModule<Data> = {
  number: 1,
  slug: "chapter-demo",
  title: "The chapter's demo: a gradient on its way back through time",
  source: "Chapter 9, “The Gradient Chain”: gradient_norm_over_time, with every random number seeded",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

async function compute(options: ComputeOptions): Promise<Data> {
  const seeds = options.fast ? 50 : 200;
  const small = await curves(smallGain, seeds, (done) => breathe(done / 2, options));
  const large = await curves(largeGain, seeds, (done) => breathe(0.5 + done / 2, options));
  return { small: band(small), large: band(large) };
}

async function curves(gain: number, seeds: number, report: (done: number) => Promise<void>): Promise<number[][]> {
  const all: number[][] = [];
  for (let seed = 0; seed < seeds; seed++) {
    if (seed % 20 === 0) await report(seed / seeds);
    const rng = new Rng(seed);
    const Whh = normalInit(rng.split(0), [H, H], gain / Math.sqrt(H));
    const norms = gradientNormOverTime(Whh, { T, derivative, rng: rng.split(1) });
    all.push(Array.from(norms, (norm) => norm - norms[0]));
  }
  return all;
}

function metrics({ small, large }: Data): Metrics {
  return { smallLog10Ratio: small.median[T], largeLog10Ratio: large.median[T] };
}

function criteria({ smallLog10Ratio, largeLog10Ratio }: Metrics): Criterion[] {
  const between = (low: number, value: number, high: number): boolean => low <= value && value <= high;
  return [
    {
      claim: "small W: the median gradient shrinks to between 1e−61 and 1e−56",
      holds: between(-61, smallLog10Ratio, -56),
    },
    { claim: "large W: the median gradient grows to between 1e+17 and 1e+21", holds: between(17, largeLog10Ratio, 21) },
  ];
}

function rows({ small, large }: Data): Row[] {
  return small.median.map((median, k) => ({
    "steps back k": k,
    "small W: median log10": median,
    "small W: 5 % log10": small.low[k],
    "small W: 95 % log10": small.high[k],
    "large W: median log10": large.median[k],
    "large W: 5 % log10": large.low[k],
    "large W: 95 % log10": large.high[k],
  }));
}

function plot({ small, large }: Data): Figure {
  const k = Array.from({ length: T + 1 }, (_, step) => step);
  const [end, boom] = [powerOfTen(small.median[T]), powerOfTen(large.median[T])];
  const [one, largest, least] = [
    reference(1, "unchanged", "right"),
    reference(3.4e38, "largest float32", "left"),
    reference(1.4e-45, "smallest float32: below it, zero", "left"),
  ];
  return {
    title: `${T} steps back, the gradient is ${end} or ${boom} times what it was`,
    alt:
      `Line plot on a logarithmic axis: the gradient's norm against the number of steps back, 0 to ${T}. Both lines are ` +
      `straight. With small weights it falls to ${end} of itself, below what float32 can hold; with large weights it ` +
      `rises to ${boom}, far below the float32 limit. Bands around the lines, over many seeds, are narrow.`,
    data: [
      ...bandTraces("small W", k, small, { color: palette.blue }),
      ...bandTraces("large W", k, large, { color: palette.vermillion, dash: "dash" }),
    ],
    layout: {
      xaxis: { title: { text: "steps back in time, k" }, range: [0, T] },
      yaxis: { ...powersOfTen(20), title: { text: "gradient norm (1 = at the last step)" }, range: [-66, 46] },
      shapes: [one.shape, largest.shape, least.shape],
      annotations: [
        one.annotation,
        largest.annotation,
        least.annotation,
        label(`large W: N(0, ${largeGain}²/H)`, palette.vermillion, 62, 21),
        label(`small W: N(0, ${smallGain}²/H)`, palette.blue, 62, -27),
      ],
    },
  };
}
