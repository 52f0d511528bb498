import type { Figure, Row } from "../notebook/figure.js";
import { palette } from "../notebook/theme.js";
import { type AddingData, addingData, type Contender, settings } from "./adding-runs.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { curve, label, reference, type Style } from "./marks.js";
import { addingProblemRecorded } from "./recorded/adding-problem.js";

const { solvedBelow, testEvery, steps: T, seeds } = settings;
const contenders: readonly Contender[] = ["tanh RNN", "LSTM, b = 0", "LSTM, b = 1", "GRU"];
const styles: readonly Style[] = [
  { color: palette.vermillion, dash: "solid" },
  { color: palette.sky, dash: "dash" },
  { color: palette.blue, dash: "dashdot" },
  { color: palette.green, dash: "solid" },
];

/** Figure 8: what only a gated network learns. */
export const addingProblem: FigureModule<AddingData> = {
  number: 8,
  slug: "adding-problem",
  title: "The adding problem: gates keep two numbers for a hundred steps, a plain recurrence does not",
  source: "Chapter 9, “The Cell State and Three Gates”; Hochreiter & Schmidhuber 1997, Arjovsky et al. 2016",
  settings,
  recorded: addingProblemRecorded,
  compute: (options) => addingData(contenders, options),
  metrics,
  criteria,
  rows,
  plot,
};

function metrics({ contenders, errors }: AddingData): Metrics {
  const named = contenders.flatMap((name, i) => {
    const least = errors[i].map((run) => Math.min(...run));
    const updates = errors[i].map((run) => run.length * testEvery);
    return [
      [`${name}: leastError, best seed`, Math.min(...least)],
      [`${name}: leastError, worst seed`, Math.max(...least)],
      [`${name}: updates, fastest seed`, Math.min(...updates)],
      [`${name}: updates, slowest seed`, Math.max(...updates)],
    ];
  });
  return Object.fromEntries(named);
}

function criteria(measured: Metrics): Criterion[] {
  const stuck = measured["tanh RNN: leastError, best seed"];
  const gated = contenders.slice(1).map((name) => {
    const worst = measured[`${name}: leastError, worst seed`];
    return { claim: `${name}: below ${solvedBelow} on every seed`, holds: worst >= 0 && worst < solvedBelow };
  });
  return [{ claim: "tanh RNN: above .12 at all times, on every seed", holds: stuck > 0.12 && stuck < 0.5 }, ...gated];
}

function rows({ contenders, errors }: AddingData): Row[] {
  return contenders.flatMap((network, i) =>
    errors[i].flatMap((run, s) =>
      run.map((error, n) => ({ network, seed: seeds[s], updates: (n + 1) * testEvery, "mean squared error": error })),
    ),
  );
}

function plot(data: AddingData): Figure {
  const measured = metrics(data);
  const updates = (name: Contender): string =>
    `${measured[`${name}: updates, fastest seed`]} to ${measured[`${name}: updates, slowest seed`]}`;
  const stuck = measured["tanh RNN: leastError, best seed"].toFixed(2);
  const most = measured["tanh RNN: updates, slowest seed"];
  const [baseline, solved] = [
    reference(1 / 6, "always answering 1", "right"),
    reference(solvedBelow, "solved", "right"),
  ];
  const places: [x: number, log10: number][] = [
    [0.12 * most, -0.55],
    [0.65 * most, -1.15],
    [0.65 * most, -1.35],
    [0.65 * most, -1.55],
  ];
  return {
    title: `Over ${T} steps the tanh RNN stays above ${stuck}; all gated networks solve it`,
    alt:
      `Mean squared error on new sequences against updates, on a logarithmic axis, ${seeds.length} seeds each. The tanh RNN stays ` +
      `at the level of always answering 1 for ${most} updates. The GRU falls below ${solvedBelow} after ${updates("GRU")} updates, ` +
      `the LSTM after ${updates("LSTM, b = 1")} with forget bias 1 and after ${updates("LSTM, b = 0")} with 0; each falls suddenly.`,
    data: data.contenders.flatMap((name, i) =>
      data.errors[i].map((run) =>
        curve(
          name,
          run.map((_, n) => (n + 1) * testEvery),
          run,
          styles[i],
        ),
      ),
    ),
    layout: {
      xaxis: { title: { text: "updates" }, range: [0, most] },
      yaxis: { type: "log", title: { text: "mean squared error" }, range: [-2.4, -0.25], dtick: 1 },
      shapes: [baseline.shape, solved.shape],
      annotations: [
        solved.annotation,
        label("tanh RNN: no better than always answering 1 (dotted)", styles[0].color, ...places[0]),
        ...contenders
          .slice(1)
          .map((name, i) => label(`${name}: ${updates(name)}`, styles[i + 1].color, ...places[i + 1])),
      ],
    },
  };
}
