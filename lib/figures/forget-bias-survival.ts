import { directPathNorms, jacobianNorms } from "../diagnostics/jacobians.js";
import { sigmoid } from "../kernels/vectors.js";
import type { LstmCache } from "../lstm/cell.js";
import { LSTMCell } from "../lstm/lstm-cell.js";
import type { Figure, Row } from "../notebook/figure.js";
import { formatNumber } from "../notebook/format.js";
import { palette, powersOfTen } from "../notebook/theme.js";
import { Rng } from "../tensor/rng.js";
import { breathe, type ComputeOptions, type Criterion, type FigureModule, type Metrics } from "./figure-module.js";
import { bandTraces, curve, label, powerOfTen, reference } from "./marks.js";
import { type Band, band } from "./quantiles.js";

const [H, D, T] = [8, 2, 100];
const biases = [0, 1, 2, 3, 4] as const;
const printed = ["7.9e-31", "2.5e-14", "3.1e-6", "7.8e-3", "1.6e-1"] as const;

/** By bias, log₁₀ over T steps: gates that only have their bias, and the full ∂c_T/∂c₀ of cells on random input. */
type Data = { readonly direct: readonly number[]; readonly full: Band };

/** Figure 7: what a forget gate's bias lets through by itself, and what a whole cell lets through. */
export const forgetBiasSurvival: FigureModule<Data> = {
  number: 7,
  slug: "forget-bias-survival",
  title: "What a hundred steps leave: the forget gate's own share, and the full Jacobian",
  source: "Chapter 9, “The Cell State and Three Gates”; Jozefowicz et al. 2015",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

async function compute(options: ComputeOptions): Promise<Data> {
  const seeds = options.fast ? 9 : 25;
  const full: number[][] = [];
  for (let seed = 0; seed < seeds; seed++) {
    await breathe(seed / seeds, options);
    full.push(biases.map((forgetBias) => fullPath(cellOf(forgetBias, seed), seed)));
  }
  return { direct: biases.map((forgetBias) => biasAlone(cellOf(forgetBias, 0))), full: band(full) };
}

const cellOf = (forgetBias: number, seed: number): LSTMCell =>
  new LSTMCell({ inputSize: D, hiddenSize: H, forgetBias, seed });

/** The direct path where the forget gates see neither x nor h. */
function biasAlone(cell: LSTMCell): number {
  cell.params.W.data.fill(0, 0, H * (H + D)); // the forget gates' rows
  const gates = run(cell, 0).map(({ gates }) => gates.subarray(0, H));
  return directPathNorms(gates)[T];
}

/** ∂c_T/∂c₀ through every path, those through h included. */
function fullPath(cell: LSTMCell, seed: number): number {
  const caches = run(cell, seed);
  const norms = jacobianNorms({
    T,
    size: 2 * H,
    part: [H, 2 * H],
    stepBack: (t, g) => {
      const { dhPrev, dcPrev } = cell.stepBackward(g.subarray(0, H), g.subarray(H), caches[t - 1]);
      return Float64Array.of(...dhPrev, ...dcPrev);
    },
  });
  return norms[T];
}

/** T steps on standard normal input. */
function run(cell: LSTMCell, seed: number): LstmCache[] {
  const noise = new Rng(seed).split(1);
  let { h, c } = cell.initialState();
  return Array.from({ length: T }, () => {
    const x = Float64Array.from({ length: D }, () => noise.normal());
    const step = cell.step(x, h, c);
    [h, c] = [step.h, step.c];
    return step.cache;
  });
}

/** σ(b)ᵀ. */
const survival = (b: number): number => sigmoid(b) ** T;

function metrics({ direct, full }: Data): Metrics {
  const named = biases.flatMap((b, i) => [
    [`b = ${b}: survival`, 10 ** direct[i]],
    [`b = ${b}: relativeError`, Math.abs(10 ** direct[i] / survival(b) - 1)],
    [`b = ${b}: log10Full`, full.median[i]],
  ]);
  return Object.fromEntries(named);
}

function criteria(measured: Metrics): Criterion[] {
  const survivals = biases.map((b) => measured[`b = ${b}: survival`]);
  const fulls = biases.map((b) => measured[`b = ${b}: log10Full`]);
  return [
    {
      claim: "σ(b)¹⁰⁰ is 7.9e−31, 2.5e−14, 3.1e−6, 7.8e−3 and 0.16 for b = 0, 1, 2, 3, 4",
      holds: survivals.every((value, i) => value.toExponential(1) === printed[i]),
    },
    {
      claim: "a cell's gates give the same to 12 digits when only their bias counts",
      holds: biases.every((b) => measured[`b = ${b}: relativeError`] < 1e-12),
    },
    {
      claim: "the full Jacobian's median is more than twice that, at every bias",
      holds: fulls.every((log10, i) => log10 > Math.log10(2 * survivals[i])),
    },
    { claim: "b = 0: the full Jacobian vanishes too, below 1e−10", holds: fulls[0] < -10 },
    { claim: "b = 4: it does not vanish, but grows beyond 1", holds: fulls[4] > 0 && fulls[4] < 10 },
  ];
}

function rows({ direct, full }: Data): Row[] {
  return biases.map((b, i) => ({
    "forget bias b": b,
    "σ(b)": sigmoid(b),
    "σ(b)^100": 10 ** direct[i],
    "full Jacobian: median": 10 ** full.median[i],
    "5 %": 10 ** full.low[i],
    "95 %": 10 ** full.high[i],
  }));
}

function plot({ direct, full }: Data): Figure {
  const [blue, red] = [{ color: palette.blue }, { color: palette.vermillion, dash: "dash" }] as const;
  const grid = Array.from({ length: 81 }, (_, i) => i / 20);
  const one = reference(1, "unchanged", "left");
  const exact = direct.map((log10) => formatNumber(10 ** log10));
  const powers = full.median.map(powerOfTen);
  return {
    title: `Bias 1 leaves ${exact[1]} along the forget gates, all paths together ${powers[1]}`,
    alt:
      `Two curves on a logarithmic axis against the forget bias, 0 to 4. What ${T} forget gates that only have their bias let through, ` +
      `σ(b) to the power ${T}, rises from ${exact.join(" to ")}. The norm of the full Jacobian of cells with random weights lies ` +
      `above it: medians ${powers.join(", ")}. A band shows where nine in ten cells lie.`,
    data: [
      curve("σ(b)¹⁰⁰", grid, grid.map(survival), blue),
      {
        ...curve("σ(b)¹⁰⁰", [...biases], biases.map(survival), blue),
        mode: "markers",
        marker: dot(blue.color, "circle"),
      },
      ...bandTraces("full Jacobian, median", biases, full, red),
      {
        ...curve(
          "full Jacobian, median",
          [...biases],
          full.median.map((log10) => 10 ** log10),
          red,
        ),
        mode: "markers",
        marker: dot(red.color, "diamond"),
      },
    ],
    layout: {
      xaxis: { title: { text: "bias of the forget gates, b" }, range: [-0.1, 4.1], dtick: 1 },
      yaxis: { ...powersOfTen(5), title: { text: `what ${T} steps leave` }, range: [-32, 4] },
      shapes: [one.shape],
      annotations: [
        one.annotation,
        label(`σ(b)<sup>${T}</sup>, the forget gates alone`, blue.color, 1.1, -20),
        label(`‖∂c<sub>${T}</sub>/∂c<sub>0</sub>‖, all paths`, red.color, 0.05, -2.2),
      ],
    },
  };
}

const dot = (color: string, symbol: string): object => ({ color, symbol, size: 9 });
