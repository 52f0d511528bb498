import type { Figure, Row } from "../notebook/figure.js";
import { palette, powersOfTen } from "../notebook/theme.js";
import { Rng } from "../tensor/rng.js";
import { breathe, type ComputeOptions, type Criterion, type FigureModule, type Metrics } from "./figure-module.js";
import { bandTraces, curve, label, powerOfTen } from "./marks.js";
import { type Band, band, quantile } from "./quantiles.js";

const [T, w, noise] = [100, 2, 0.1];
const starts = [1, -1] as const;

type Data = {
  /** hₜ for t = 0 … T, in one run from each start. */
  readonly states: readonly (readonly number[])[];
  /** log₁₀ |∂hₜ/∂h₀| over all runs. */
  readonly log10Gradient: Band;
  /** The least of start · h_T over all runs: below 0 the bit is lost. */
  readonly leastKept: number;
  readonly largestLog10Gradient: number;
};

/** Figure 4: a unit that keeps one bit among noise, and passes on no gradient. */
export const bistableLatch: FigureModule<Data> = {
  number: 4,
  slug: "bistable-latch",
  title: "A latch keeps its bit while its gradient vanishes",
  source: "Chapter 9, “The Gradient Chain”; Bengio, Simard & Frasconi 1994",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

async function compute(options: ComputeOptions): Promise<Data> {
  const seeds = options.fast ? 50 : 400;
  const runs = starts.map(() => [] as Run[]);
  for (let seed = 0; seed < seeds; seed++) {
    if (seed % 50 === 0) await breathe(seed / seeds, options);
    for (const [i, h0] of starts.entries()) runs[i].push(latch(h0, new Rng(seed).split(i)));
  }
  const gradients = runs.flat().map(({ log10Gradient }) => log10Gradient);
  const kept = runs.flatMap((of, i) => of.map(({ h }) => starts[i] * h[T]));
  return {
    states: runs.map(([{ h }]) => h),
    log10Gradient: band(gradients),
    leastKept: quantile(kept, 0),
    largestLog10Gradient: quantile(
      gradients.map((log10) => log10[T]),
      1,
    ),
  };
}

type Run = { readonly h: readonly number[]; readonly log10Gradient: readonly number[] };

/** hₜ = tanh(w hₜ₋₁ + noise): one unit, so each Jacobian is one number, (1 − hₜ²) w. */
function latch(h0: number, rng: Rng): Run {
  const [h, log10Gradient] = [[h0], [0]];
  for (let t = 1; t <= T; t++) {
    h.push(Math.tanh(w * h[t - 1] + rng.normal(0, noise)));
    log10Gradient.push(log10Gradient[t - 1] + Math.log10((1 - h[t] ** 2) * w));
  }
  return { h, log10Gradient };
}

function metrics({ leastKept, log10Gradient, largestLog10Gradient }: Data): Metrics {
  return { leastKept, log10GradientMedian: log10Gradient.median[T], largestLog10Gradient };
}

function criteria({ leastKept, log10GradientMedian, largestLog10Gradient }: Metrics): Criterion[] {
  return [
    { claim: `in every run the state keeps its sign, |h_${T}| > 0.9`, holds: leastKept > 0.9 && leastKept <= 1 },
    { claim: "in every run the gradient is below 1e−60", holds: largestLog10Gradient < -60 },
    { claim: "the median gradient is of the order of 1e−77", holds: Math.abs(log10GradientMedian + 77) < 2 },
  ];
}

function rows({ states, log10Gradient }: Data): Row[] {
  return log10Gradient.median.map((median, t) => ({
    "step t": t,
    ...Object.fromEntries(starts.map((h0, i) => [`h from ${h0}`, states[i][t]])),
    "gradient: median log10": median,
    "gradient: 5 % log10": log10Gradient.low[t],
    "gradient: 95 % log10": log10Gradient.high[t],
  }));
}

function plot(data: Data): Figure {
  const { states, log10Gradient, leastKept } = data;
  const t = Array.from({ length: T + 1 }, (_, step) => step);
  const end = powerOfTen(log10Gradient.median[T]);
  const styles = [{ color: palette.blue }, { color: palette.vermillion, dash: "dash" }] as const;
  const on = { xaxis: "x2", yaxis: "y2" };
  const place = { xref: "x2", yref: "y2" };
  return {
    title: `After ${T} noisy steps the bit is there, and of the gradient ${end}`,
    alt:
      `Two panels over ${T} steps of h = tanh(${w} h + noise). Left, the state: started at 1 it stays shaking near ` +
      `${states[0][T].toFixed(2)}, started at −1 near −${(-states[1][T]).toFixed(2)}; of all runs none ends closer to zero than ` +
      `${leastKept.toFixed(2)}. Right, the derivative of the state by the first state, on a logarithmic axis: it falls ` +
      `in a straight line to ${end}.`,
    data: [
      ...states.map((h, i) => curve(`started at ${starts[i]}`, t, h, styles[i])),
      ...bandTraces("gradient", t, log10Gradient, { color: palette.green }).map((trace) => ({ ...trace, ...on })),
    ],
    layout: {
      xaxis: { title: { text: "step t" }, domain: [0, 0.42], range: [0, T] },
      yaxis: { title: { text: "state h<sub>t</sub>" }, range: [-1.25, 1.25] },
      xaxis2: { title: { text: "step t" }, domain: [0.58, 1], anchor: "y2", range: [0, T] },
      yaxis2: { ...powersOfTen(20), title: { text: "∂h<sub>t</sub>/∂h<sub>0</sub>" }, anchor: "x2" },
      annotations: [
        label("started at 1", styles[0].color, 30, 0.72),
        label("started at −1", styles[1].color, 30, -0.72),
        label("the gradient", palette.green, 45, -25, place),
      ],
    },
  };
}
