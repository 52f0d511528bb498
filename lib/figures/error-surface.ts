import type { Figure, Row } from "../notebook/figure.js";
import { palette, powersOfTen } from "../notebook/theme.js";
import { rnnBackward, rnnForward } from "../rnn/cell.js";
import type { Vec } from "../tensor/dtype.js";
import { zeroGrads } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { breathe, type ComputeOptions, type Criterion, type FigureModule, type Metrics } from "./figure-module.js";
import { curve, label, referenceLine } from "./marks.js";
import { quantile } from "./quantiles.js";

const [T, h0, target] = [50, 0.5, 0.7];
const [wRange, bRange] = [[1.2, 1.8] as const, [-0.5, 0.1] as const];
/** Where the right panel cuts the map. */
const wCut = 1.5;
/** There h₀ is just the unstable fixed point, h₀ = tanh(w h₀ + b): on one side the state rises, on the other it falls. */
const bEdge = Math.atanh(h0) - wCut * h0;

/** On a grid of w and b: the error (h_T − target)², and the length of its gradient (∂E/∂w, ∂E/∂b). Indexed [b][w]. */
type Data = {
  readonly w: readonly number[];
  readonly b: readonly number[];
  readonly error: readonly (readonly number[])[];
  readonly gradient: readonly (readonly number[])[];
  /** The same along w = wCut, finer and finer towards the edge. */
  readonly cut: readonly { readonly b: number; readonly error: number; readonly gradient: number }[];
};

/** Figure 5: the error of one recurrent unit after 50 steps has a cliff, and there the gradient is enormous. */
export const errorSurface: FigureModule<Data> = {
  number: 5,
  slug: "error-surface",
  title: "A cliff in the error of a single recurrent unit",
  source: "Chapter 9, “The Gradient Chain”: the exploding regime; after Pascanu, Mikolov & Bengio 2013, figure 6",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

async function compute(options: ComputeOptions): Promise<Data> {
  const points = options.fast ? 61 : 121;
  const grid = ([low, high]: readonly [number, number]): number[] =>
    Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
  const [w, b] = [grid(wRange), grid(bRange)];
  const [error, gradient]: [number[][], number[][]] = [[], []];
  for (const [i, bi] of b.entries()) {
    await breathe(i / points, options);
    const line = w.map((wj) => errorAndGradient(wj, bi));
    error.push(line.map((point) => point.error));
    gradient.push(line.map((point) => point.gradient));
  }
  const cut = [...b, ...towardsEdge()].sort((p, q) => p - q).map((bi) => ({ b: bi, ...errorAndGradient(wCut, bi) }));
  return { w, b, error, gradient, cut };
}

/** On both sides of the edge, from .1 to .0001 away. */
function towardsEdge(): number[] {
  const distances = Array.from({ length: 31 }, (_, i) => 10 ** (-1 - i / 10));
  return [...distances.map((d) => bEdge - d), bEdge, ...distances.map((d) => bEdge + d)];
}

/** hₜ = tanh(w hₜ₋₁ + b) for T steps, and the gradient of (h_T − target)² by backpropagation through time. */
function errorAndGradient(w: number, b: number): { error: number; gradient: number } {
  const params = { Wxh: Tensor.from([[0]]), Whh: Tensor.from([[w]]), bh: Tensor.from([b]) };
  const noInput = Float64Array.of(0);
  const caches = [];
  let h: Vec = Float64Array.of(h0);
  for (let t = 1; t <= T; t++) {
    const step = rnnForward(params, noInput, h);
    caches.push(step.cache);
    h = step.h;
  }
  const grads = zeroGrads(params);
  let dh: Vec = Float64Array.of(2 * (h[0] - target));
  for (const cache of caches.reverse()) dh = rnnBackward(params, grads, dh, cache).dhPrev;
  return { error: (h[0] - target) ** 2, gradient: Math.hypot(grads.Whh.at(0, 0), grads.bh.at(0)) };
}

function metrics({ error, gradient }: Data): Metrics {
  const all = gradient.flat();
  const [largest, median] = [quantile(all, 1), quantile(all, 0.5)];
  return {
    largestGradient: largest,
    medianGradient: median,
    ratio: largest / median,
    largestError: quantile(error.flat(), 1),
  };
}

function criteria({ ratio, largestError }: Metrics): Criterion[] {
  return [
    { claim: "the largest gradient is at least 1,000 times the median", holds: ratio >= 1e3 && ratio < 1e9 },
    { claim: "the error itself stays below (1 + 0.7)²", holds: largestError > 0 && largestError < 1.7 ** 2 },
  ];
}

/** The cut: the whole map would be thousands of rows. */
function rows({ cut }: Data): Row[] {
  return cut.map(({ b, error, gradient }) => ({ w: wCut, b, error, "gradient norm": gradient }));
}

function plot(data: Data): Figure {
  const { ratio, medianGradient } = metrics(data);
  const times = Number(ratio.toPrecision(1)).toLocaleString("en-GB");
  const top = Math.max(...data.cut.map(({ gradient }) => gradient));
  return {
    title: `At the cliff the gradient is ${times} times its median`,
    alt:
      `Two panels. Left, the error of h = tanh(w h + b) after ${T} steps as a map over w from ${wRange[0]} to ${wRange[1]} and b from ` +
      `${bRange[0]} to ${bRange[1]}: a bright plain and a dark plain meet at a sharp edge that runs across the map. Right, the ` +
      `gradient's norm along w = ${wCut} on a logarithmic axis: mostly below 1, with a narrow spike of ${top.toFixed(0)} at ` +
      `b = ${bEdge.toFixed(2)}, where the edge is crossed.`,
    data: [mapTrace(data), cutTrace(data)],
    layout: {
      xaxis: { title: { text: "w" }, domain: [0, 0.42] },
      yaxis: { title: { text: "b" } },
      xaxis2: { title: { text: `b, along w = ${wCut}` }, domain: [0.66, 1], anchor: "y2", range: bRange },
      yaxis2: { ...powersOfTen(1), title: { text: "gradient norm" }, anchor: "x2", range: [-2, 5] },
      shapes: [
        {
          type: "line",
          x0: wCut,
          x1: wCut,
          y0: bRange[0],
          y1: bRange[1],
          line: { ...referenceLine, color: "#ffffff" },
        },
        { ...onCut, type: "line", x0: 0, x1: 1, y0: medianGradient, y1: medianGradient, line: referenceLine },
      ],
      annotations: [
        label("median of the map", palette.grey, 0.99, Math.log10(medianGradient), {
          ...onCut,
          xanchor: "right",
          yanchor: "bottom",
        }),
      ],
    },
  };
}

const onCut = { xref: "x2 domain", yref: "y2" };

function mapTrace({ w, b, error }: Data): Figure["data"][number] {
  return {
    type: "heatmap",
    x: w.map(tidy),
    y: b.map(tidy),
    z: error.map((line) => line.map(tidy)),
    colorscale: "Cividis",
    colorbar: { title: { text: "error" }, x: 0.43, thickness: 12 },
    hovertemplate: "w = %{x}, b = %{y}: error %{z}<extra></extra>",
  };
}

function cutTrace({ cut }: Data): Figure["data"][number] {
  const [b, gradient] = [cut.map((point) => point.b), cut.map((point) => point.gradient)];
  return { ...curve("gradient norm", b, gradient, { color: palette.vermillion }), xaxis: "x2", yaxis: "y2" };
}

/** Three digits: a map of thousands of numbers has to stay small in a saved notebook. */
const tidy = (value: number): number => Number(value.toPrecision(3));
