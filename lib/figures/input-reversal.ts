import type { Figure, Row, Trace } from "../notebook/figure.js";
import { palette } from "../notebook/theme.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { meanOver, type ReversalData, type ReversalRun, reversalData, settings } from "./input-reversal-runs.js";
import { curve, label, mean, type Style } from "./marks.js";
import { inputReversalRecorded } from "./recorded/input-reversal.js";

/** Figure 12: the source read backwards, which brings the first words of both sentences together. */
export const inputReversal: FigureModule<ReversalData> = {
  number: 12,
  slug: "input-reversal",
  title: "A translator without attention learns faster from sentences read backwards",
  source: "Chapter 9, “The Encoder-Decoder Architecture”; Sutskever, Vinyals & Le 2014",
  settings,
  recorded: inputReversalRecorded,
  compute: reversalData,
  metrics,
  criteria,
  rows,
  plot,
};

/** The share of the loss that reversal takes away: one a seed. */
const savings = ({ forward, reversed }: ReversalData): number[] =>
  forward.map(({ testLoss }, s) => 1 - reversed[s].testLoss / testLoss);

function metrics(data: ReversalData): Metrics {
  return {
    leastSaving: Math.min(...savings(data)),
    largestSaving: Math.max(...savings(data)),
    meanLossForward: mean(data.forward.map(({ testLoss }) => testLoss)),
    meanLossReversed: mean(data.reversed.map(({ testLoss }) => testLoss)),
  };
}

function criteria({ leastSaving, meanLossForward, meanLossReversed }: Metrics): Criterion[] {
  return [
    {
      claim: "on new sentences, reversal makes the loss at least 25 % lower on each seed",
      holds: leastSaving >= 0.25 && leastSaving < 1,
    },
    {
      claim: "both translators have learnt: less than 1 nat a token",
      holds: meanLossReversed > 0 && meanLossReversed < meanLossForward && meanLossForward < 1,
    },
  ];
}

function rows({ forward, reversed }: ReversalData): Row[] {
  return settings.seeds.flatMap((seed, s) =>
    forward[s].losses.map((loss, k) => ({
      seed,
      updates: (k + 1) * meanOver,
      "loss, first word first": loss,
      "loss, last word first": reversed[s].losses[k],
    })),
  );
}

const ways = {
  forward: { color: palette.vermillion, dash: "dash" },
  reversed: { color: palette.blue },
} satisfies Record<string, Style>;

function plot(data: ReversalData): Figure {
  const { leastSaving, largestSaving, meanLossForward, meanLossReversed } = metrics(data);
  const percent = [leastSaving, largestSaving].map((saving) => (100 * saving).toFixed(0)).join(" to ");
  const at = (runs: readonly ReversalRun[], k: number): number => mean(runs.map(({ losses }) => losses[k]));
  return {
    title: `Reading the source backwards makes the final loss ${percent} % lower`,
    alt:
      `Training loss over ${settings.updates} updates, three curves for each way of reading the French sentence. They begin together; ` +
      "then the curves of sentences read from the last word fall faster than those read from the first. On new sentences the loss " +
      `ends at ${meanLossForward.toFixed(2)} and ${meanLossReversed.toFixed(2)} nats a token in the mean; it is ${percent} % lower on ` +
      "every seed.",
    data: [
      ...curves("first word first", data.forward, ways.forward),
      ...curves("last word first", data.reversed, ways.reversed),
    ],
    layout: {
      xaxis: { title: { text: "updates" } },
      yaxis: { title: { text: "loss (nats a token)" }, rangemode: "tozero" },
      annotations: [
        label("first word first", ways.forward.color, 8.5 * meanOver, at(data.forward, 6) + 0.12),
        label("last word first", ways.reversed.color, 6.5 * meanOver, at(data.reversed, 6) - 0.2, {
          xanchor: "right",
        }),
      ],
    },
  };
}

function curves(name: string, runs: readonly ReversalRun[], style: Style): Trace[] {
  return runs.map(({ losses }, s) => {
    const updates = losses.map((_, k) => (k + 1) * meanOver);
    return curve(`${name}, seed ${settings.seeds[s]}`, updates, losses, style);
  });
}
