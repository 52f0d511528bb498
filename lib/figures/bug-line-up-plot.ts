import type { Figure, Row, Trace } from "../notebook/figure.js";
import { palette, powersOfTen } from "../notebook/theme.js";
import { type LineUp, letters, perPoint, type Traces } from "./bug-line-up.js";

/** One column of panels: what it shows, its y axis, and its values. */
const columns = [
  { title: "passed on to step t − 1: ‖dhNext‖", of: (traces: Traces) => traces.passedOn, log: false },
  { title: "gathered so far: ‖dWhh‖", of: (traces: Traces) => traces.gathered, log: false },
  { title: "loss in training (log scale)", of: (traces: Traces) => traces.loss, log: true },
] as const;

const rowHeight = 1 / letters.length;
/** Where a column begins: tick labels need room, powers of ten the most. */
const left = (column: number): number => column / 3 + [0.02, 0.05, 0.085][column];

/** The line-up as small multiples: a row for each suspect, and in each panel the correct implementation in grey. */
export function lineUpFigure({ suspects, correct }: LineUp): Figure {
  const panels = letters.flatMap((letter, row) => columns.map((_, column) => ({ letter, row, column })));
  return {
    title: "Six suspects; dotted in grey, a correct implementation",
    alt: `Small multiples, a row for each of the suspects A to F. ${letters.map((letter) => inWords(letter, suspects[letter], correct)).join(" ")}`,
    data: panels.flatMap(({ letter, row, column }) => [
      panelTrace("correct", correct, row, column),
      panelTrace(letter, suspects[letter], row, column),
    ]),
    layout: {
      height: 960,
      margin: { l: 70, r: 20, t: 96, b: 60 },
      ...Object.fromEntries(panels.flatMap(({ row, column }) => axes(row, column))),
      annotations: [
        ...columns.map(({ title }, column) => heading(title, column)),
        ...letters.map((letter, row) => rowLabel(letter, row)),
      ],
    },
    table: lineUpRows({ suspects, correct }),
  };
}

/** Where each trace ends, for those who cannot see it. */
function inWords(letter: string, { passedOn, gathered, loss }: Traces, correct: Traces): string {
  const end = (values: readonly number[]): string => values[values.length - 1].toPrecision(3);
  return (
    `${letter}: passed on, at the end ${end(passedOn)} (correct ${end(correct.passedOn)}); gathered ${end(gathered)} ` +
    `(correct ${end(correct.gathered)}); loss ${end(loss)} (correct ${end(correct.loss)}).`
  );
}

function lineUpRows({ suspects, correct }: Pick<LineUp, "suspects" | "correct">): Row[] {
  const all = Object.entries({ correct, ...suspects });
  return correct.passedOn.map((_, k) => ({
    "step t": correct.passedOn.length - k,
    ...Object.fromEntries(
      all.flatMap(([name, { passedOn, gathered }]) => [
        [`${name}: passed on`, passedOn[k]],
        [`${name}: gathered`, gathered[k]],
      ]),
    ),
  }));
}

const axisNumber = (row: number, column: number): string => {
  const n = row * columns.length + column + 1;
  return n === 1 ? "" : String(n);
};

function panelTrace(name: string, traces: Traces, row: number, column: number): Trace {
  const y = columns[column].of(traces);
  const steps = y.map((_, k) => (columns[column].log ? (k + 1) * perPoint : y.length - k));
  const isCorrect = name === "correct";
  return {
    type: "scatter",
    mode: "lines",
    name,
    x: steps,
    y: y.map((value) => Number(value.toPrecision(4))),
    xaxis: `x${axisNumber(row, column)}`,
    yaxis: `y${axisNumber(row, column)}`,
    line: isCorrect ? { color: palette.grey, dash: "dot", width: 3 } : { color: palette.blue, width: 2 },
    showlegend: false,
    hovertemplate: `${name}<br>%{x}: %{y:.3g}<extra></extra>`,
  };
}

function axes(row: number, column: number): [string, object][] {
  const n = axisNumber(row, column);
  const { log } = columns[column];
  const bottom = 1 - (row + 1) * rowHeight + 0.03;
  const last = row === letters.length - 1;
  const x = {
    domain: [left(column), (column + 1) / 3],
    anchor: `y${n}`,
    showticklabels: last,
    ...(log ? {} : { autorange: "reversed" }),
    title: { text: last ? (log ? "update" : "step t, walking back →") : "" },
  };
  const y = {
    domain: [bottom, 1 - row * rowHeight],
    anchor: `x${n}`,
    matches: row === 0 ? undefined : `y${axisNumber(0, column)}`,
    ...(log ? powersOfTen(2) : { rangemode: "tozero", nticks: 4 }),
  };
  return [
    [`xaxis${n}`, x],
    [`yaxis${n}`, y],
  ];
}

const heading = (text: string, column: number): object => ({
  text,
  xref: "paper",
  yref: "paper",
  x: left(column),
  y: 1.005,
  xanchor: "left",
  yanchor: "bottom",
  showarrow: false,
  font: { size: 13 },
});

const rowLabel = (letter: string, row: number): object => ({
  text: `<b>${letter}</b>`,
  xref: "paper",
  yref: "paper",
  x: -0.085,
  y: 1 - (row + 0.5) * rowHeight + 0.015,
  xanchor: "left",
  yanchor: "middle",
  showarrow: false,
  font: { size: 20 },
});
