import type { Figure, Row, Trace } from "../notebook/figure.js";
import { fade, palette } from "../notebook/theme.js";
import { type BleuData, bleuData, settings } from "./bleu-runs.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { label, type Style } from "./marks.js";
import { bleuByLengthRecorded } from "./recorded/bleu-by-length.js";

/** Figure 13: one vector for a whole sentence is enough for a short one only. */
export const bleuByLength: FigureModule<BleuData> = {
  number: 13,
  slug: "bleu-by-length",
  title: "Translation with and without attention, by the length of the sentence",
  source: "Chapter 9, “Attention”; Bahdanau, Cho & Bengio 2015",
  settings,
  recorded: bleuByLengthRecorded,
  compute: bleuData,
  metrics,
  criteria,
  rows,
  plot,
};

function metrics({ none, attention }: BleuData): Metrics {
  const trained = settings.phrases;
  return {
    leastBleuWithAttention: 100 * Math.min(...attention.slice(0, trained)),
    ...Object.fromEntries(none.slice(1, trained).map((score, i) => [`bleuWithout, ${i + 2} phrases`, 100 * score])),
  };
}

function criteria(measured: Metrics): Criterion[] {
  const between = (low: number, value: number, high: number): boolean => low <= value && value <= high;
  const near = (value: number, expected: number): boolean => between(expected - 10, value, expected + 10);
  const [two, three, four] = [2, 3, 4].map((n) => measured[`bleuWithout, ${n} phrases`]);
  return [
    {
      claim: "with attention, BLEU is at least 98 at every length that was trained",
      holds: between(98, measured.leastBleuWithAttention, 100),
    },
    {
      claim: "without, it is 84, 53 and 40 at 2, 3 and 4 noun phrases, give or take 10",
      holds: near(two, 84) && near(three, 53) && near(four, 40),
    },
    { claim: "… and falls from each length to the next", holds: four < three && three < two },
  ];
}

function rows({ phrases, words, none, attention }: BleuData): Row[] {
  return phrases.map((n, i) => ({
    "noun phrases": n,
    "mean French words": words[i],
    "BLEU without attention": 100 * none[i],
    "BLEU with attention": 100 * attention[i],
  }));
}

function plot(data: BleuData): Figure {
  const { phrases, none, attention } = data;
  const { leastBleuWithAttention } = metrics(data);
  const trained = settings.phrases;
  const [least, fallen, beyond] = [
    leastBleuWithAttention,
    100 * none[trained - 1],
    100 * attention[phrases.length - 1],
  ].map((x) => x.toFixed(0));
  return {
    title: `At ${trained} noun phrases: BLEU ${(100 * attention[trained - 1]).toFixed(0)} with attention, ${fallen} without`,
    alt:
      `BLEU against the number of noun phrases in the sentence, 1 to ${phrases.length}; both translators saw 1 to ${trained} in ` +
      `training. With attention BLEU stays at ${least} or more up to ${trained}; beyond, it falls to ${beyond} at ${phrases.length}. ` +
      `Without attention it falls at once: ${none
        .slice(0, trained)
        .map((x) => (100 * x).toFixed(0))
        .join(", ")} at 1 to ${trained}.`,
    data: [
      scoreCurve("with attention", data, attention, { color: palette.blue }, "circle"),
      scoreCurve("without attention", data, none, { color: palette.vermillion, dash: "dash" }, "diamond"),
    ],
    layout: {
      xaxis: { title: { text: "noun phrases in the French sentence" }, range: [0.5, phrases.length + 0.5], dtick: 1 },
      yaxis: { title: { text: "BLEU" }, range: [0, 106] },
      shapes: [
        {
          ...{ type: "rect", x0: 0.5, x1: trained + 0.5, yref: "paper", y0: 0, y1: 1 },
          ...{ fillcolor: fade(palette.grey, 0.12), line: { width: 0 }, layer: "below" },
        },
      ],
      annotations: [
        { text: "lengths seen in training", x: 0.6, y: 4, xanchor: "left", showarrow: false, font: { size: 12 } },
        label("with attention", palette.blue, 4.7, 100),
        label("without attention", palette.vermillion, 3.1, (100 * (none[1] + none[2])) / 2),
      ],
    },
  };
}

function scoreCurve(
  name: string,
  { phrases }: BleuData,
  scores: readonly number[],
  { color, dash }: Style,
  symbol: string,
): Trace {
  return {
    ...{ type: "scatter", mode: "lines+markers", name, x: phrases, y: scores.map((score) => 100 * score) },
    ...{ line: { color, dash, width: 2.5 }, marker: { symbol, size: 9 }, showlegend: false },
    hovertemplate: `${name}<br>%{x} noun phrases: %{y:.1f}<extra></extra>`,
  };
}
