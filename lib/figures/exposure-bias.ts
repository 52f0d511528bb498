import type { Figure, Row, Trace } from "../notebook/figure.js";
import { palette } from "../notebook/theme.js";
import { type ExposureData, exposureData, settings } from "./exposure-bias-runs.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { label, type Style } from "./marks.js";
import { exposureBiasRecorded } from "./recorded/exposure-bias.js";

/** Figure 15: errors of a translator that was always told the truth, once it has to go on from its own words. */
export const exposureBias: FigureModule<ExposureData> = {
  number: 15,
  slug: "exposure-bias",
  title: "A translator trained with teacher forcing, with its own words before it",
  source: "Chapter 9, “The Encoder-Decoder Architecture”; Bengio, Vinyals, Jaitly & Shazeer 2015",
  settings,
  recorded: exposureBiasRecorded,
  compute: exposureData,
  metrics,
  criteria,
  rows,
  plot,
};

/** Positions that few sentences reach say little, and are not drawn. */
const shown = ({ tokens }: ExposureData): number => tokens.filter((count) => count >= settings.testPairs / 10).length;

function metrics({ forced, free, tokens }: ExposureData): Metrics {
  const total = tokens.reduce((sum, count) => sum + count, 0);
  const overall = (errors: readonly number[]): number => errors.reduce((sum, e, t) => sum + e * tokens[t], 0) / total;
  return {
    errorForced: overall(forced),
    errorFree: overall(free),
    gap: overall(free) - overall(forced),
    firstForced: forced[0],
    firstFree: free[0],
  };
}

function criteria({ errorForced, errorFree, gap, firstForced, firstFree }: Metrics): Criterion[] {
  const share = (value: number): boolean => value >= 0 && value <= 1;
  return [
    {
      claim: "with its own words before it, the model errs at least .05 more often",
      holds: gap >= 0.05 && share(errorForced) && share(errorFree),
    },
    { claim: "the first token is the same both ways", holds: share(firstForced) && firstForced === firstFree },
  ];
}

function rows({ forced, free, tokens }: ExposureData): Row[] {
  return forced.map((error, t) => ({
    position: t,
    "error, teacher-forced": error,
    "error, free-running": free[t],
    "sentences with a token there": tokens[t],
  }));
}

const styles = {
  forced: { color: palette.blue },
  free: { color: palette.vermillion, dash: "dash" },
} satisfies Record<string, Style>;

function plot(data: ExposureData): Figure {
  const { errorForced, errorFree, firstFree } = metrics(data);
  const last = shown(data) - 1;
  return {
    title: `After its own words it errs in ${percent(errorFree)} of the tokens, after true ones in ${percent(errorForced)}`,
    alt:
      `Two curves of the share of wrong tokens, by position in the English sentence from 0 to ${last}. Both begin at ` +
      `${firstFree.toFixed(2)}. After the true words the share is ${data.forced[last].toFixed(2)} in the end, after the model's own words ` +
      `${data.free[last].toFixed(2)}: one error leads to the next. Over all tokens it is ${errorForced.toFixed(2)} against ${errorFree.toFixed(2)}.`,
    data: [
      errorCurve("after true words", data.forced.slice(0, last + 1), styles.forced, "circle"),
      errorCurve("after its own words", data.free.slice(0, last + 1), styles.free, "diamond"),
    ],
    layout: {
      xaxis: { title: { text: "position in the English sentence" }, dtick: 2, range: [-0.4, last + 0.4] },
      yaxis: { title: { text: "share of wrong tokens" }, rangemode: "tozero" },
      annotations: [
        label("teacher-forced: after the true words", styles.forced.color, last - 7, data.forced[last - 3] - 0.1),
        label("free-running: after its own words", styles.free.color, 1, data.free[6] + 0.08),
      ],
    },
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

function errorCurve(name: string, errors: readonly number[], { color, dash }: Style, symbol: string): Trace {
  return {
    ...{ type: "scatter", mode: "lines+markers", name, x: errors.map((_, t) => t), y: errors, showlegend: false },
    ...{ line: { color, dash, width: 2.5 }, marker: { symbol, size: 8 } },
    hovertemplate: `${name}<br>position %{x}: %{y:.2f}<extra></extra>`,
  };
}
