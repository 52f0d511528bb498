import { GRUCell } from "../gru/gru-cell.js";
import { GRU } from "../layers/gru.js";
import { LSTM } from "../layers/lstm.js";
import { RNN } from "../layers/rnn.js";
import { LSTMCell } from "../lstm/lstm-cell.js";
import type { Figure, Row, Trace } from "../notebook/figure.js";
import { formatNumber } from "../notebook/format.js";
import { fade, palette } from "../notebook/theme.js";
import { countParams, type Params } from "../tensor/params.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";

const sizes = { inputSize: 300, hiddenSize: 256 };
const { inputSize: D, hiddenSize: H } = sizes;
const conventions = ["no bias", "one bias", "two biases"] as const;
const blocks = {
  RNN: ["W_xh, W_hh"],
  GRU: ["W_r", "W_z", "W_h"],
  LSTM: ["W_f", "W_i", "W_c", "W_o"],
} as const;
type Network = keyof typeof blocks;
const networks = Object.keys(blocks) as Network[];

/** What the library's own models hold, by network, with 0, 1 and 2 biases for each matrix [H, H+D]. */
type Data = { readonly counts: Readonly<Record<Network, readonly number[]>>; readonly cells: readonly number[] };

/** Figure 10: how many numbers a recurrent layer learns, and why books and programs differ about it. */
export const parameterCounts: FigureModule<Data> = {
  number: 10,
  slug: "parameter-counts",
  title: "Parameters go by the number of matrices; the count of biases is a convention",
  source: "Chapter 9, “Two Gates: Reset and Update”; PyTorch's layers have two biases",
  compute,
  metrics,
  criteria,
  rows,
  plot,
};

function compute(): Data {
  const counts = { RNN: byBiases(new RNN(sizes)), GRU: byBiases(new GRU(sizes)), LSTM: byBiases(new LSTM(sizes)) };
  return { counts, cells: [new GRUCell(sizes), new LSTMCell(sizes)].map(({ params }) => countParams(params)) };
}

/** The layer has both biases; leave out both, one, or none. */
function byBiases({ params }: { readonly params: Params }): number[] {
  const { weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0 } = params;
  const weights = { weight_ih_l0, weight_hh_l0 };
  return [weights, { ...weights, bias_ih_l0 }, { ...weights, bias_ih_l0, bias_hh_l0 }].map(countParams);
}

/** G matrices [H, H+D] and k biases [H] for each. */
const formula = (network: Network, k: number): number => blocks[network].length * H * (H + D + k);

function metrics({ counts, cells }: Data): Metrics {
  const named = networks.flatMap((network) =>
    conventions.map((name, k) => [`${network}, ${name}`, counts[network][k]]),
  );
  return { ...Object.fromEntries(named), "the chapter's GRUCell": cells[0], "the chapter's LSTMCell": cells[1] };
}

function criteria(measured: Metrics): Criterion[] {
  const everywhere = networks.flatMap((network) =>
    conventions.map((name, k) => measured[`${network}, ${name}`] === formula(network, k)),
  );
  const gru = conventions.map((name) => measured[`GRU, ${name}`]);
  return [
    { claim: "every count is gates · H · (H + D + biases)", holds: everywhere.every(Boolean) },
    { claim: "GRU 300 → 256: 427,008, 427,776 and 428,544", holds: String(gru) === "427008,427776,428544" },
    { claim: "the chapter's GRUCell holds 427,776", holds: measured["the chapter's GRUCell"] === 427_776 },
    { claim: "the chapter's LSTMCell holds 570,368", holds: measured["the chapter's LSTMCell"] === 570_368 },
  ];
}

function rows({ counts }: Data): Row[] {
  return networks.map((network) => ({
    network,
    "matrices [H, H+D]": blocks[network].length,
    ...Object.fromEntries(conventions.map((name, k) => [name, counts[network][k]])),
  }));
}

function plot({ counts }: Data): Figure {
  const most = Math.max(...networks.flatMap((network) => counts[network]));
  const columns = conventions.map((_, k) => most * (1.2 + 0.2 * k));
  const numbers = networks.flatMap((network) =>
    columns.map((x, k) => text(formatNumber(counts[network][k]), x, network)),
  );
  const list = networks.map((network) => `${network} ${counts[network].map(formatNumber).join(", ")}`).join("; ");
  return {
    title: `An LSTM has ${blocks.LSTM.length} matrices, a GRU ${blocks.GRU.length}, a plain RNN ${blocks.RNN.length}`,
    alt:
      `Bars of the parameters at D = ${D} inputs and H = ${H} units, in equal blocks of one matrix each: one for the RNN, three for the ` +
      `GRU, four for the LSTM. Their biases are a sliver at the end. With no, one and two biases for each matrix: ${list}.`,
    data: [...matrices(), biases(counts)],
    layout: {
      barmode: "stack",
      height: 340,
      xaxis: { title: { text: "parameters" }, range: [0, most * 1.66], tickvals: [0, 2e5, 4e5], tickformat: "," },
      yaxis: { autorange: "reversed" },
      annotations: [...numbers, ...conventions.map((name, k) => text(name, columns[k], "RNN", 44))],
      margin: { t: 90 },
    },
  };
}

/** One block for each matrix [H, H+D], with its name in it. */
function matrices(): Trace[] {
  return blocks.LSTM.map((_, n) => {
    const having = networks.filter((network) => n < blocks[network].length);
    return {
      type: "bar",
      orientation: "h",
      name: `matrix ${n + 1}`,
      y: having,
      x: having.map(() => H * (H + D)),
      text: having.map((network) => blocks[network][n].replaceAll(/_(\w+)/g, "<sub>$1</sub>")),
      textposition: "inside",
      insidetextanchor: "middle",
      textangle: 0,
      marker: { color: fade(palette.blue, 0.3), line: { color: palette.blue, width: 1.5 } },
      hovertemplate: `%{y}, %{text}: %{x:,} numbers<extra></extra>`,
      showlegend: false,
    };
  });
}

/** Both biases of all gates: what the conventions differ by. */
function biases(counts: Data["counts"]): Trace {
  return {
    type: "bar",
    orientation: "h",
    name: "biases",
    y: networks,
    x: networks.map((network) => counts[network][2] - counts[network][0]),
    marker: { color: palette.vermillion, pattern: { shape: "/" } },
    hovertemplate: "%{y}, two biases: %{x:,} numbers<extra></extra>",
    showlegend: false,
  };
}

const text = (words: string, x: number, y: string, yshift = 0): object => ({
  text: words,
  x,
  y,
  yshift,
  xanchor: "right",
  showarrow: false,
  font: { size: 13 },
});
