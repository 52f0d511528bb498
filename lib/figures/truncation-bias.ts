import { frenchEnglishPair } from "../data/french-english.js";
import { Vocabulary } from "../data/vocabulary.js";
import type { Figure, Row } from "../notebook/figure.js";
import { palette } from "../notebook/theme.js";
import { VanillaRNN } from "../rnn/vanilla-rnn.js";
import { uniformInit } from "../tensor/init.js";
import { Rng } from "../tensor/rng.js";
import { breathe, type ComputeOptions, type Criterion, type FigureModule, type Metrics } from "./figure-module.js";
import { curve, label, referenceLine } from "./marks.js";
import { type Band, band, quantile } from "./quantiles.js";

const [H, T] = [32, 200];
const windows = [1, 2, 5, 10, 20, 50, 100, T] as const;

/** How W_hh begins: PyTorch's default, which forgets soon, or orthogonal, which remembers long. */
const inits = ["uniform", "orthogonal"] as const;
type Init = (typeof inits)[number];

/** For each start, the cosine of the truncated with the full ∂L/∂W_hh at each window; `lows` holds the least at each. */
type Data = { readonly bands: readonly Band[]; readonly lows: readonly (readonly number[])[] };

/** Figure 18: what is lost when the gradient is cut every k steps: not its length only, but its direction. */
export const truncationBias: FigureModule<Data> = {
  number: 18,
  slug: "truncation-bias",
  title: "The truncated gradient points elsewhere, the more the shorter the window",
  source: "Chapter 9, “Truncated Backpropagation Through Time”",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

async function compute(options: ComputeOptions): Promise<Data> {
  const seeds = options.fast ? 5 : 20;
  const cosines = inits.map(() => [] as number[][]);
  for (let seed = 0; seed < seeds; seed++) {
    await breathe(seed / seeds, options);
    const { ids, vocabSize } = text(seed);
    for (const [i, init] of inits.entries()) cosines[i].push(cosinesByWindow(network(vocabSize, init, seed), ids));
  }
  const least = (runs: number[][]): number[] =>
    windows.map((_, k) =>
      quantile(
        runs.map((run) => run[k]),
        0,
      ),
    );
  return { bands: cosines.map(band), lows: cosines.map(least) };
}

/** T + 1 characters of the toy grammar's French. */
function text(seed: number): { ids: number[]; vocabSize: number } {
  const rng = new Rng(seed).split(0);
  let words = "";
  while (words.length <= T) words += `${frenchEnglishPair(rng, 2).source.join(" ")}. `;
  const vocabulary = Vocabulary.ofCharacters(words);
  return { ids: vocabulary.encode(words.slice(0, T + 1)), vocabSize: vocabulary.size };
}

function network(vocabSize: number, init: Init, seed: number): VanillaRNN {
  const model = new VanillaRNN({ vocabSize, hiddenSize: H, seed });
  const rng = new Rng(seed).split(1);
  if (init === "uniform") {
    for (const { data, shape } of Object.values(model.params)) data.set(uniformInit(rng, shape, 1 / Math.sqrt(H)).data);
  }
  return model;
}

/** Chunks of k steps: the state is carried from one to the next, the gradient is not. */
function cosinesByWindow(model: VanillaRNN, ids: readonly number[]): number[] {
  const gradient = (k: number): Float64Array => {
    const sum = new Float64Array(H * H);
    let h = model.initialState();
    for (let from = 0; from < T; from += k) {
      const forward = model.forward(ids.slice(from, Math.min(from + k, T)), h);
      const { grads } = model.backward(forward, ids.slice(from + 1, Math.min(from + k, T) + 1));
      for (let i = 0; i < sum.length; i++) sum[i] += grads.Whh.data[i];
      h = forward.h[forward.h.length - 1];
    }
    return sum;
  };
  const full = gradient(T);
  return windows.map((k) => cosine(gradient(k), full));
}

function cosine(u: Float64Array, v: Float64Array): number {
  return u.reduce((sum, x, i) => sum + x * v[i], 0) / Math.hypot(...u) / Math.hypot(...v);
}

const at = (k: number): number => (windows as readonly number[]).indexOf(k);

function metrics({ bands, lows }: Data): Metrics {
  return {
    "uniform: median cosine at k = 5": bands[0].median[at(5)],
    "uniform: least cosine at k = 5": lows[0][at(5)],
    "uniform: least cosine at k = 20": lows[0][at(20)],
    "orthogonal: median cosine at k = 5": bands[1].median[at(5)],
    "cosine at k = T": bands[0].median[at(T)],
  };
}

function criteria(metrics: Metrics): Criterion[] {
  const five = metrics["uniform: median cosine at k = 5"];
  return [
    {
      claim: "uniform start, k = 5: at least .93 on every seed …",
      holds: metrics["uniform: least cosine at k = 5"] >= 0.93,
    },
    { claim: "… and a bias all the same: below .99 in the middle", holds: five < 0.99 },
    {
      claim: "uniform start, k = 20: at least .99 on every seed",
      holds: metrics["uniform: least cosine at k = 20"] >= 0.99,
    },
    {
      claim: "orthogonal start, k = 5: lower by .1 or more",
      holds: five - metrics["orthogonal: median cosine at k = 5"] >= 0.1,
    },
    { claim: "with k = T nothing is cut", holds: Math.abs(metrics["cosine at k = T"] - 1) < 1e-12 },
  ];
}

function rows({ bands, lows }: Data): Row[] {
  return windows.map((k, i) => ({
    "window k": k,
    ...Object.fromEntries(
      inits.flatMap((init, n) => [
        [`${init}: median cosine`, bands[n].median[i]],
        [`${init}: least cosine`, lows[n][i]],
      ]),
    ),
  }));
}

function plot({ bands, lows }: Data): Figure {
  const x = windows.map((_, i) => i); // one place each: they grow about geometrically
  const styles = [{ color: palette.blue }, { color: palette.vermillion, dash: "dash" }] as const;
  const names = ["uniform start (PyTorch's default)", "orthogonal start"];
  const five = bands.map(({ median }) => median[at(5)].toFixed(2));
  return {
    title: `Cut every 5 steps, the gradient keeps a cosine of ${five[0]} or ${five[1]}`,
    alt:
      `Line plot: the cosine between the truncated and the full gradient of W_hh against the window k, from ${windows[0]} to ${T} steps. ` +
      `Both curves rise to 1 at k = ${T}, where nothing is cut. With PyTorch's uniform start the median is ${five[0]} at k = 5; with an ` +
      `orthogonal start, whose gradients reach further back, it is ${five[1]}. Dots mark the least of all seeds.`,
    data: bands.flatMap(({ median }, i) => [
      { ...curve(names[i], x, median, styles[i]), mode: "lines+markers" },
      {
        type: "scatter",
        mode: "markers",
        name: `${names[i]}: least`,
        x,
        y: lows[i],
        marker: { color: styles[i].color, symbol: "circle-open", size: 6 },
        showlegend: false,
      },
    ]),
    layout: {
      xaxis: { title: { text: "window k (steps)" }, tickvals: x, ticktext: windows.map(String) },
      yaxis: { title: { text: "cosine with the full gradient" }, range: [0, 1.1] },
      shapes: [{ type: "line", xref: "x domain", x0: 0, x1: 1, y0: 1, y1: 1, line: referenceLine }],
      annotations: [label(names[0], styles[0].color, 1.1, 1.05), label(names[1], styles[1].color, 2.2, 0.68)],
    },
  };
}
