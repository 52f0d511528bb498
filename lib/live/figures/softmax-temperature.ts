import { luongDotForward } from "../../attention/luong.js";
import { scaledDotForward } from "../../attention/scaled-dot.js";
import type { Figure, Trace } from "../../notebook/figure.js";
import { formatNumber } from "../../notebook/format.js";
import { palette } from "../../notebook/theme.js";
import type { Vec } from "../../tensor/dtype.js";
import { Rng } from "../../tensor/rng.js";
import { button, slider } from "../controls.js";
import { type LiveFigure, liveFigure } from "../live-figure.js";

const keys = 16;

/** Why a dot product is divided by √d, and what a temperature does (ch. 9, "Two Scoring Functions"). */
export const softmaxTemperatureLive: LiveFigure = liveFigure({
  slug: "softmax-temperature",
  title: "How sharply a softmax decides",
  controls: {
    log2d: slider("Size d of query and keys", { min: 0, max: 8, step: 1, value: 6, say: (value) => `${2 ** value}` }),
    temperature: slider("Temperature", { min: 0.1, max: 4, step: 0.1, value: 1 }),
    query: button("Another query"),
  },
  compute: ({ log2d, temperature, query }) => {
    const weights = attend(2 ** log2d, temperature, query);
    return { figure: plot(weights), reading: reading(weights) };
  },
});

type Weights = { readonly d: number; readonly temperature: number; readonly scaled: Vec; readonly unscaled: Vec };

/** One query and 16 keys with entries from N(0, 1); the first d numbers of each count. */
function attend(d: number, temperature: number, query: number): Weights {
  const rng = new Rng(query);
  const [s, ...h] = Array.from({ length: keys + 1 }, () => Float64Array.from({ length: 256 }, () => rng.normal()));
  const cooled = s.subarray(0, d).map((x) => x / temperature); // scores over temperature: the product is linear in s
  const memory = h.map((key) => key.subarray(0, d));
  return {
    ...{ d, temperature },
    scaled: scaledDotForward(cooled, memory).alpha,
    unscaled: luongDotForward(cooled, memory).alpha,
  };
}

/** In nats; 0 · ln 0 is 0. */
const entropy = (weights: Vec): number =>
  Array.from(weights).reduce((sum, a) => (a > 0 ? sum - a * Math.log(a) : sum), 0);

const largest = (weights: Vec): string => Math.max(...weights).toFixed(2);

function reading({ d, scaled, unscaled }: Weights): string {
  const said = (weights: Vec): string =>
    `the largest weight ${largest(weights)}, the entropy ${entropy(weights).toFixed(2)} nats`;
  return `d = ${d}. Divided by √d: ${said(scaled)}. As they are: ${said(unscaled)}. Equal weights would have ${Math.log(keys).toFixed(2)} nats.`;
}

function plot({ d, temperature, scaled, unscaled }: Weights): Figure {
  const key = Array.from(scaled, (_, j) => j + 1);
  return {
    title: "The weights of 16 keys: scores divided by √d, and as they are",
    alt:
      `Bars of the attention weights that one query gives ${keys} keys of size ${d}, at temperature ${formatNumber(temperature)}. ` +
      `With scores divided by √d the largest is ${largest(scaled)}; as they are, ${largest(unscaled)}. ` +
      `A dotted line at ${formatNumber(1 / keys)} marks equal weights.`,
    data: [
      bars("divided by √d", key, scaled, { color: palette.blue }),
      bars("as they are", key, unscaled, {
        color: palette.orange,
        pattern: { shape: "/", fillmode: "overlay", fgcolor: "#222" },
      }),
    ],
    layout: {
      barmode: "group",
      height: 380,
      xaxis: { title: { text: "key j" }, dtick: 1 },
      yaxis: { title: { text: "weight α" }, range: [0, 1.02] },
      shapes: [equalWeights],
    },
    table: key.map((j) => ({ key: j, "divided by √d": scaled[j - 1], "as they are": unscaled[j - 1] })),
  };
}

const bars = (name: string, x: readonly number[], y: Vec, marker: object): Trace => ({
  ...{ type: "bar", name, x, y, marker },
  hovertemplate: `key %{x}, ${name}: %{y:.3f}<extra></extra>`,
});

const equalWeights = {
  ...{ type: "line", xref: "paper", x0: 0, x1: 1, y0: 1 / keys, y1: 1 / keys },
  line: { color: palette.grey, width: 1.5, dash: "dot" },
};
