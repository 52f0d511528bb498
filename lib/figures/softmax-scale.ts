import { luongDotForward } from "../attention/luong.js";
import { scaledDotForward } from "../attention/scaled-dot.js";
import type { Figure, Row, Trace } from "../notebook/figure.js";
import { palette } from "../notebook/theme.js";
import type { Vec } from "../tensor/dtype.js";
import { Rng } from "../tensor/rng.js";
import { breathe, type ComputeOptions, type Criterion, type FigureModule, type Metrics } from "./figure-module.js";
import { curve, label, mean, referenceLine, type Style } from "./marks.js";

const keys = 64;
/** How many queries each set of keys answers. */
const queries = 8;
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** Means over many queries, one for each size d. */
type Softness = { readonly largest: readonly number[]; readonly entropy: readonly number[] };

type Data = { readonly unscaled: Softness; readonly scaled: Softness };

/** Figure 16: why a dot product is divided by √d before the softmax. */
export const softmaxScale: FigureModule<Data> = {
  number: 16,
  slug: "softmax-scale",
  title: "Why √d: how sharply a softmax over 64 keys decides",
  source: "Chapter 9, “Two Scoring Functions”; Vaswani et al. 2017, section 3.2.1",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

async function compute(options: ComputeOptions): Promise<Data> {
  const memories = options.fast ? 20 : 80;
  const [unscaled, scaled] = [softnesses(), softnesses()];
  for (let n = 0; n < memories; n++) {
    const rng = new Rng(n);
    const [memory, asked] = [keys, queries].map((count) => Array.from({ length: count }, () => normals(rng)));
    for (const [i, d] of sizes.entries()) {
      const h = memory.map((key) => key.subarray(0, d));
      for (const query of asked) {
        note(unscaled, i, luongDotForward(query.subarray(0, d), h).alpha);
        note(scaled, i, scaledDotForward(query.subarray(0, d), h).alpha);
      }
    }
    await breathe((n + 1) / memories, options);
  }
  return { unscaled: means(unscaled), scaled: means(scaled) };
}

type Notes = { readonly largest: number[][]; readonly entropy: number[][] };

const softnesses = (): Notes => ({ largest: sizes.map(() => []), entropy: sizes.map(() => []) });

const means = ({ largest, entropy }: Notes): Softness => ({ largest: largest.map(mean), entropy: entropy.map(mean) });

/** A vector of the largest size; its first d numbers serve for size d. */
const normals = (rng: Rng): Vec => Float64Array.from({ length: sizes[sizes.length - 1] }, () => rng.normal());

function note({ largest, entropy }: Notes, i: number, alpha: Vec): void {
  largest[i].push(Math.max(...alpha));
  let nats = 0;
  for (const a of alpha) if (a > 0) nats -= a * Math.log(a);
  entropy[i].push(nats);
}

function metrics({ unscaled, scaled }: Data): Metrics {
  const last = sizes.length - 1;
  return {
    unscaledMaxWeight: unscaled.largest[last],
    scaledMaxWeight: scaled.largest[last],
    unscaledEntropyNats: unscaled.entropy[last],
    scaledEntropyNats: scaled.entropy[last],
    scaledEntropySpreadNats: Math.max(...scaled.entropy) - Math.min(...scaled.entropy),
  };
}

function criteria(measured: Metrics): Criterion[] {
  const near = (value: number, expected: number, by: number): boolean => Math.abs(value - expected) <= by;
  return [
    {
      claim: "d = 256, unscaled: the largest weight is .89 ± .03",
      holds: near(measured.unscaledMaxWeight, 0.89, 0.03),
    },
    { claim: "… and the entropy .28 ± .06 nats", holds: near(measured.unscaledEntropyNats, 0.28, 0.06) },
    { claim: "d = 256, scaled: the largest weight is .11 ± .01", holds: near(measured.scaledMaxWeight, 0.11, 0.01) },
    { claim: "… and the entropy 3.68 ± .03 nats", holds: near(measured.scaledEntropyNats, 3.68, 0.03) },
    {
      claim: "scaled, the entropy moves by less than .15 nats over all d",
      holds: near(measured.scaledEntropySpreadNats, 0, 0.15),
    },
  ];
}

function rows({ unscaled, scaled }: Data): Row[] {
  return sizes.map((d, i) => ({
    d,
    "largest weight, unscaled": unscaled.largest[i],
    "largest weight, scaled": scaled.largest[i],
    "entropy, unscaled (nats)": unscaled.entropy[i],
    "entropy, scaled (nats)": scaled.entropy[i],
  }));
}

const styles: Readonly<Record<keyof Data, Style>> = {
  unscaled: { color: palette.vermillion, dash: "dash" },
  scaled: { color: palette.blue },
};

function plot(data: Data): Figure {
  const { unscaledMaxWeight, scaledMaxWeight, unscaledEntropyNats, scaledEntropyNats } = metrics(data);
  const [sharp, soft, sure, open] = [unscaledMaxWeight, scaledMaxWeight, unscaledEntropyNats, scaledEntropyNats].map(
    (x) => x.toFixed(2),
  );
  const [last, uniform] = [sizes[sizes.length - 1], Math.log(keys)];
  const d = { type: "log", tickvals: sizes.filter((_, i) => i % 2 === 0), title: { text: "size d" } };
  return {
    title: `At d = ${last} one of ${keys} keys takes ${sharp} of the weight; divided by √d, ${soft}`,
    alt:
      `Two plots against d, 1 to ${last}, for a softmax over ${keys} random keys. Left, the largest weight: without scaling it ` +
      `climbs to ${sharp}, with 1/√d it stays low, ${soft} at the end. Right, the entropy in nats: without scaling it falls to ` +
      `${sure}, with 1/√d it stays near ${open}, close to the ${uniform.toFixed(2)} of equal weights.`,
    data: [...curves(data, "largest", ""), ...curves(data, "entropy", "2")],
    layout: {
      xaxis: { ...d, domain: [0, 0.43] },
      xaxis2: { ...d, domain: [0.57, 1], anchor: "y2" },
      yaxis: { title: { text: "largest weight" }, range: [0, 1.04] },
      yaxis2: { title: { text: "entropy (nats)" }, range: [0, 4.6], anchor: "x2" },
      shapes: [
        {
          ...{ type: "line", xref: "x2 domain", x0: 0, x1: 1, yref: "y2", y0: uniform, y1: uniform },
          line: referenceLine,
        },
      ],
      annotations: [
        label("sᵀh", palette.vermillion, Math.log10(12), 0.76, { xanchor: "right" }),
        label("sᵀh / √d", palette.blue, Math.log10(12), 0.2),
        label("sᵀh", palette.vermillion, Math.log10(40), 1.9),
        label("sᵀh / √d", palette.blue, Math.log10(12), 3.35),
        label("all weights equal", palette.grey, Math.log10(1.1), uniform, { yanchor: "bottom", font: { size: 12 } }),
      ].map((words, i) => (i < 2 ? words : { ...words, xref: "x2", yref: "y2" })),
    },
  };
}

function curves(data: Data, what: keyof Softness, axes: "" | "2"): Trace[] {
  return (["unscaled", "scaled"] as const).map((how) => ({
    ...curve(`${what}, ${how}`, sizes, data[how][what], styles[how]),
    ...{ mode: "lines+markers", marker: { symbol: how === "scaled" ? "circle" : "diamond", size: 7 } },
    ...{ xaxis: `x${axes}`, yaxis: `y${axes}` },
  }));
}
