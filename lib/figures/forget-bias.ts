import type { Figure, Row } from "../notebook/figure.js";
import { palette } from "../notebook/theme.js";
import { type AddingData, addingData, type Contender, settings } from "./adding-runs.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";
import { forgetBiasRecorded } from "./recorded/forget-bias.js";

const { seeds, testEvery, solvedBelow, steps: T } = settings;
const contenders: readonly Contender[] = ["LSTM, b = 0", "LSTM, b = 1", "LSTM, chrono"];

/** Figure 9: how the start of the forget gates decides how soon the adding problem is learned. */
export const forgetBias: FigureModule<AddingData> = {
  number: 9,
  slug: "forget-bias",
  title: "Forget gates that start open for as long as the task learn it soonest",
  source: "Chapter 9, “The Cell State and Three Gates”; Tallec & Ollivier 2018, Jozefowicz et al. 2015",
  settings,
  recorded: forgetBiasRecorded,
  compute: (options) => addingData(contenders, options),
  metrics,
  criteria,
  rows,
  plot,
};

const updates = ({ errors }: AddingData, i: number): number[] => errors[i].map((run) => run.length * testEvery);

function metrics(data: AddingData): Metrics {
  const [zero, , chrono] = contenders.map((_, i) => updates(data, i));
  return {
    largestShareOfUpdates: Math.max(...chrono.map((count, s) => count / zero[s])),
    worstLastError: Math.max(...data.errors.flat().map((run) => run[run.length - 1])),
  };
}

function criteria({ largestShareOfUpdates, worstLastError }: Metrics): Criterion[] {
  return [
    { claim: "every network solves the problem", holds: worstLastError > 0 && worstLastError < solvedBelow },
    {
      claim: "chrono needs at most .75 of the updates that b = 0 needs, on every seed",
      holds: largestShareOfUpdates > 0 && largestShareOfUpdates <= 0.75,
    },
  ];
}

function rows(data: AddingData): Row[] {
  return seeds.map((seed, s) => ({
    seed,
    ...Object.fromEntries(contenders.map((name, i) => [`${name}: updates`, updates(data, i)[s]])),
  }));
}

function plot(data: AddingData): Figure {
  const looks = [
    { color: palette.sky, pattern: { shape: "/" } },
    { color: palette.blue, pattern: { shape: "" } },
    { color: palette.orange, pattern: { shape: "." } },
  ];
  const counts = contenders.map((_, i) => updates(data, i));
  const list = (i: number): string => counts[i].join(", ");
  const share = metrics(data).largestShareOfUpdates.toFixed(2);
  return {
    title: `Chrono initialisation needs at most ${share} of the updates that bias 0 needs`,
    alt:
      `Bars: updates until the adding problem over ${T} steps is solved, for ${seeds.length} seeds. Forget bias 0: ${list(0)}. ` +
      `Forget bias 1: ${list(1)}. Chrono initialisation: ${list(2)}, the least on every seed. The two constant biases change places ` +
      "from seed to seed.",
    data: contenders.map((name, i) => ({
      type: "bar",
      name,
      x: seeds.map((seed) => `seed ${seed}`),
      y: counts[i],
      text: counts[i].map(String),
      textposition: "outside",
      marker: looks[i],
      hovertemplate: `${name}, %{x}: %{y} updates<extra></extra>`,
    })),
    layout: {
      barmode: "group",
      yaxis: {
        title: { text: `updates until the error is below ${solvedBelow}` },
        range: [0, 1.1 * Math.max(...counts.flat())],
      },
    },
  };
}
