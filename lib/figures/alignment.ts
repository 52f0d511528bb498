import type { Figure, Row } from "../notebook/figure.js";
import { type AlignmentData, alignmentData, settings } from "./alignment-runs.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { attentionMap } from "./marks.js";
import { alignmentRecorded } from "./recorded/alignment.js";

/** Figure 14: where a translator looks, word by word; the adjective changes places with the noun. */
export const alignment: FigureModule<AlignmentData> = {
  number: 14,
  slug: "alignment",
  title: "Attention finds the word it translates, although the order changes",
  source: "Chapter 9, “Attention”; Bahdanau, Cho & Bengio 2015, Luong, Pham & Manning 2015",
  settings,
  recorded: alignmentRecorded,
  compute: alignmentData,
  metrics,
  criteria,
  rows,
  plot,
};

function metrics({ losses, source, translation, weights, aligned }: AlignmentData): Metrics {
  const weight = (english: string, french: string): number =>
    weights[translation.indexOf(english)]?.[source.indexOf(french)] ?? 0;
  return {
    blueLooksAtBleue: weight("blue", "bleue"),
    houseLooksAtMaison: weight("house", "maison"),
    rightWords: Number(translation.join(" ") === "the blue house end"),
    alignedShare: aligned,
    lastLoss: losses[losses.length - 1],
  };
}

function criteria({ blueLooksAtBleue, houseLooksAtMaison, rightWords, alignedShare }: Metrics): Criterion[] {
  const above = (value: number, least: number): boolean => value > least && value <= 1;
  return [
    { claim: "“la maison bleue” becomes “the blue house”", holds: rightWords === 1 },
    { claim: "“blue” looks at “bleue” with a weight above .8", holds: above(blueLooksAtBleue, 0.8) },
    { claim: "“house” looks at “maison” with a weight above .8", holds: above(houseLooksAtMaison, 0.8) },
    { claim: "in new sentences 95 % of the words look most at the right word", holds: above(alignedShare, 0.95) },
  ];
}

function rows({ source, translation, weights }: AlignmentData): Row[] {
  return weights.map((row, t) => ({
    "English word": translation[t],
    ...Object.fromEntries(source.map((word, j) => [`weight of ${word}`, row[j]])),
  }));
}

function plot(data: AlignmentData): Figure {
  const { source, translation, weights } = data;
  const { blueLooksAtBleue, houseLooksAtMaison, alignedShare } = metrics(data);
  const percent = `${(100 * alignedShare).toFixed(1)} %`;
  const digits = weights.flatMap((row, t) =>
    row.map((weight, j) => ({
      ...{ x: j, y: t, text: weight.toFixed(2), showarrow: false },
      font: { size: 15, color: weight > 0.5 ? "#000000" : "#ffffff" },
    })),
  );
  const ticks = (words: readonly string[]): object => ({ tickvals: words.map((_, i) => i), ticktext: words });
  return {
    title: `“blue” looks at “bleue”, “house” at “maison”; ${percent} right in new sentences`,
    alt:
      `Attention weights as a grid, one row for each English word (${translation.join(", ")}) and one column for each French word ` +
      `(${source.join(", ")}). The second row is largest in the third column, ${blueLooksAtBleue.toFixed(2)}, and the third row in the ` +
      `second, ${houseLooksAtMaison.toFixed(2)}: the adjective and the noun change places. In new sentences ${percent} of the words ` +
      "look most at the word they render.",
    data: [attentionMap(weights, "%{y} looks at %{x}")],
    layout: {
      xaxis: { title: { text: "French word, read" }, ...ticks(source), showgrid: false },
      yaxis: {
        title: { text: "English word, written" },
        ...ticks(translation),
        autorange: "reversed",
        showgrid: false,
      },
      annotations: digits,
    },
  };
}
