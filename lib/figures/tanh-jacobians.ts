import { gradientNormOverTime, tanhDerivatives } from "../diagnostics/gradient-norms.js";
import { singularValues } from "../diagnostics/spectrum.js";
import type { Figure, Row } from "../notebook/figure.js";
import { palette, powersOfTen } from "../notebook/theme.js";
import { rnnForward } from "../rnn/cell.js";
import type { Vec } from "../tensor/dtype.js";
import { normalInit } from "../tensor/init.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { breathe, type ComputeOptions, type Criterion, type FigureModule, type Metrics } from "./figure-module.js";
import { bandTraces, label, powerOfTen, reference } from "./marks.js";
import { type Band, band, quantile } from "./quantiles.js";

const [H, D, T] = [64, 64, 100];
const gains = [0.9, 1.5, 3] as const;

/** Per gain: log₁₀ of the gradient's norm after k steps back, and the least σ_max among the matrices. */
type Data = { readonly bands: readonly Band[]; readonly leastSigmaMax: readonly number[] };

/** Figure 2: what a real tanh network does to a gradient, with tanh′ read off its own states. */
export const tanhJacobians: FigureModule<Data> = {
  number: 2,
  slug: "tanh-jacobians",
  title: "A largest singular value above 1 does not make a gradient explode",
  source: "Chapter 9, “The Gradient Chain”; Pascanu, Mikolov & Bengio 2013",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

async function compute(options: ComputeOptions): Promise<Data> {
  const seeds = options.fast ? 15 : 40;
  const norms: number[][][] = gains.map(() => []);
  const sigmaMax: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    await breathe(seed / seeds, options);
    const W = normalInit(new Rng(seed).split(0), [H, H], 1 / Math.sqrt(H));
    sigmaMax.push(singularValues(W)[0]);
    for (const [i, gain] of gains.entries()) norms[i].push(gradientNorms(scaled(W, gain), new Rng(seed)));
  }
  const least = quantile(sigmaMax, 0);
  return { bands: norms.map(band), leastSigmaMax: gains.map((gain) => gain * least) };
}

/** Runs the network forward on noise, then a random gradient back through its true Jacobians. */
function gradientNorms(Whh: Tensor, rng: Rng): number[] {
  const params = { Whh, Wxh: normalInit(rng.split(1), [H, D], 1 / Math.sqrt(D)), bh: Tensor.zeros([H]) };
  const noise = rng.split(2);
  const states: Vec[] = [];
  let h: Vec = new Float64Array(H);
  for (let t = 0; t < T; t++) {
    const x = Float64Array.from({ length: D }, () => noise.normal()); // Wxh x then has standard deviation 1
    h = rnnForward(params, x, h).h;
    states.push(h);
  }
  const norms = gradientNormOverTime(Whh, { T, derivative: tanhDerivatives(states), rng: rng.split(3) });
  return Array.from(norms, (norm) => norm - norms[0]);
}

function scaled(W: Tensor, gain: number): Tensor {
  return new Tensor(
    W.data.map((w) => gain * w),
    W.shape,
  );
}

function metrics({ bands, leastSigmaMax }: Data): Metrics {
  const named = gains.flatMap((gain, i) => [
    [`gain ${gain}: log10Ratio`, bands[i].median[T]],
    [`gain ${gain}: leastSigmaMax`, leastSigmaMax[i]],
  ]);
  return Object.fromEntries(named);
}

function criteria(metrics: Metrics): Criterion[] {
  const ratio = (gain: number): number => metrics[`gain ${gain}: log10Ratio`];
  return [
    { claim: "gain 0.9: the median gradient falls below 1e−20", holds: ratio(0.9) < -20 },
    { claim: "gain 1.5: the median gradient falls below 1e−4 …", holds: ratio(1.5) < -4 },
    { claim: "… although σ_max is above 2.5 in every matrix", holds: metrics["gain 1.5: leastSigmaMax"] > 2.5 },
    { claim: "gain 3: the median gradient grows beyond 1e+8", holds: ratio(3) > 8 },
  ];
}

function rows({ bands }: Data): Row[] {
  return bands[0].median.map((_, k) => ({
    "steps back k": k,
    ...Object.fromEntries(
      gains.flatMap((gain, i) => [
        [`gain ${gain}: median log10`, bands[i].median[k]],
        [`gain ${gain}: 5 % log10`, bands[i].low[k]],
        [`gain ${gain}: 95 % log10`, bands[i].high[k]],
      ]),
    ),
  }));
}

function plot({ bands, leastSigmaMax }: Data): Figure {
  const k = Array.from({ length: T + 1 }, (_, step) => step);
  const styles = [
    { color: palette.blue, dash: "solid" },
    { color: palette.green, dash: "dashdot" },
    { color: palette.vermillion, dash: "dash" },
  ] as const;
  const ends = bands.map(({ median }) => powerOfTen(median[T]));
  const sigma = leastSigmaMax.map((value) => value.toFixed(1));
  const places: [x: number, y: number][] = [
    [24, -17],
    [58, -1.8],
    [40, 9],
  ];
  const one = reference(1, "unchanged", "right");
  return {
    title: `Gain ${gains[1]} stretches some directions ${sigma[1]}-fold, and still the gradient vanishes`,
    alt:
      `Line plot on a logarithmic axis: the gradient's norm against steps back, 0 to ${T}, in a tanh network. Gain 0.9 falls to ` +
      `${ends[0]}. Gain 1.5, with a largest singular value of at least ${sigma[1]}, falls too, to ${ends[1]}. Gain 3 rises to ${ends[2]}. ` +
      "Bands show where nine in ten seeds lie.",
    data: gains.flatMap((gain, i) => bandTraces(`gain ${gain}`, k, bands[i], styles[i])),
    layout: {
      xaxis: { title: { text: "steps back in time, k" }, range: [0, T] },
      yaxis: { ...powersOfTen(10), title: { text: "gradient norm (1 = at the last step)" } },
      shapes: [one.shape],
      annotations: [
        one.annotation,
        ...gains.map((gain, i) => label(`gain ${gain}, σ<sub>max</sub> ≥ ${sigma[i]}`, styles[i].color, ...places[i])),
      ],
    },
  };
}
