import { jacobianNorms } from "../diagnostics/jacobians.js";
import { singularValues, spectralRadius } from "../diagnostics/spectrum.js";
import { addTransposedMatVec } from "../kernels/vectors.js";
import type { Figure, Row } from "../notebook/figure.js";
import { formatNumber } from "../notebook/format.js";
import { palette, powersOfTen } from "../notebook/theme.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { Tensor } from "../tensor/tensor.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { curve, label, powerOfTen, referenceLine } from "./marks.js";

const K = 100;
const early = 12;

/** ‖Aᵏ‖ for k = 0 … K, with the two numbers that are said to govern it. */
type Data = { readonly norms: readonly number[]; readonly sigmaMax: number; readonly radius: number };

/** Figure 3: a matrix that first stretches and then shrinks; its singular values see the start, its eigenvalues the end. */
export const transientGrowth: FigureModule<Data> = {
  number: 3,
  slug: "transient-growth",
  title: "Grow first, vanish later: powers of a matrix that is not normal",
  source: "Chapter 9, “The Gradient Chain”; Trefethen & Embree 2005, Spectra and Pseudospectra",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

function compute(): Data {
  const A = Tensor.from([
    [0.5, 10],
    [0, 0.5],
  ]);
  const stepBack = (_t: number, g: Vec): Vec => {
    const back = zerosLike(g);
    addTransposedMatVec(back, A, g);
    return back;
  };
  const norms = Array.from(jacobianNorms({ T: K, size: 2, stepBack }), (log10) => 10 ** log10); // of A, A², …: hₜ = A hₜ₋₁
  return { norms, sigmaMax: singularValues(A)[0], radius: spectralRadius(A) };
}

function metrics({ norms, sigmaMax, radius }: Data): Metrics {
  return {
    sigmaMax,
    spectralRadius: radius,
    peak: Math.max(...norms),
    lastStepAboveOne: norms.findLastIndex((norm) => norm > 1),
    normAt100: norms[K],
  };
}

function criteria({ sigmaMax, spectralRadius, peak, lastStepAboveOne, normAt100 }: Metrics): Criterion[] {
  return [
    { claim: "σ_max is 10.02 and the spectral radius 0.5", holds: near(sigmaMax, 10.02) && near(spectralRadius, 0.5) },
    { claim: "the norm of the powers peaks at 10.02", holds: near(peak, 10.02) },
    { claim: "the powers stay above 1 up to k = 7, and no longer", holds: lastStepAboveOne === 7 },
    { claim: "at k = 100 the norm is 1.6e−27", holds: near(normAt100, 1.6e-27, 0.02) },
  ];
}

const near = (value: number, expected: number, tolerance = 1e-3): boolean =>
  Math.abs(value / expected - 1) <= tolerance;

function rows({ norms, radius }: Data): Row[] {
  return norms.map((norm, k) => ({ "steps k": k, "norm of A^k": norm, "spectral radius^k": radius ** k }));
}

function plot(data: Data): Figure {
  const { peak, lastStepAboveOne } = metrics(data);
  const [start, whole] = [startPanel(data, lastStepAboveOne), wholePanel(data)];
  return {
    title: `One step can stretch ${formatNumber(peak)}-fold; a hundred steps leave ${powerOfTen(Math.log10(data.norms[K]))}`,
    alt:
      `Two panels show the norm of the k-th power of A = [[0.5, 10], [0, 0.5]]. Left, the first ${early} steps: it jumps to ` +
      `${formatNumber(peak)} and stays above 1 through k = ${lastStepAboveOne}. Right, ${K} steps on a logarithmic axis: it falls to ` +
      `${formatNumber(data.norms[K])}, in the end parallel to the spectral radius ${formatNumber(data.radius)} to the power k.`,
    data: [...start.data, ...whole.data],
    layout: {
      xaxis: { title: { text: "step k" }, domain: [0, 0.42], range: [-0.6, early + 0.6], dtick: 2 },
      yaxis: { title: { text: "‖A<sup>k</sup>‖" }, range: [0, 11.5] },
      xaxis2: { title: { text: "step k" }, domain: [0.56, 1], anchor: "y2", range: [0, K] },
      yaxis2: { ...powersOfTen(10), anchor: "x2", range: [-32, 4] },
      shapes: [...start.shapes, ...whole.shapes],
      annotations: [...start.annotations, ...whole.annotations],
    },
  };
}

type Panel = { readonly data: Figure["data"]; readonly shapes: object[]; readonly annotations: object[] };

/** The first steps, where the norm is above 1. */
function startPanel({ norms }: Data, lastStepAboveOne: number): Panel {
  const first = norms.slice(0, early + 1);
  const colors = first.map((norm) => (norm > 1 ? palette.vermillion : palette.blue));
  return {
    data: [
      {
        type: "bar",
        name: "norm of A^k",
        x: first.map((_, k) => k),
        y: first,
        width: 0.6,
        marker: { color: colors, pattern: { shape: first.map((norm) => (norm > 1 ? "" : "/")) } },
        hovertemplate: "k = %{x}: %{y:.3g}<extra></extra>",
        showlegend: false,
      },
    ],
    shapes: [lineAtOne("x domain", "y")],
    annotations: [
      label(`above 1 through k = ${lastStepAboveOne}`, palette.vermillion, 4, 10.6),
      label("1 and below", palette.blue, 4, 9.7),
    ],
  };
}

/** The whole way, where only the spectral radius counts. */
function wholePanel({ norms, radius }: Data): Panel {
  const k = norms.map((_, step) => step);
  const on = { xaxis: "x2", yaxis: "y2" };
  const place = { xref: "x2", yref: "y2" };
  return {
    data: [
      { ...curve("‖A^k‖", k, norms, { color: palette.vermillion }), ...on },
      {
        ...curve(
          "ρ^k",
          k,
          k.map((step) => radius ** step),
          { color: palette.blue, dash: "dash" },
        ),
        ...on,
      },
    ],
    shapes: [lineAtOne("x2 domain", "y2")],
    annotations: [
      label("‖A<sup>k</sup>‖", palette.vermillion, 52, -10, place),
      label(`ρ<sup>k</sup>, ρ = ${formatNumber(radius)}`, palette.blue, 5, -21, place),
    ],
  };
}

const lineAtOne = (xref: string, yref: string): object => {
  return { type: "line", xref, yref, x0: 0, x1: 1, y0: 1, y1: 1, line: referenceLine };
};
