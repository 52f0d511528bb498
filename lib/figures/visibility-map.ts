import { LSTM } from "../layers/lstm.js";
import type { Figure, Row, Trace } from "../notebook/figure.js";
import { normalInit } from "../tensor/init.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import type { Criterion, FigureModule, Metrics } from "./figure-module.js";

const [steps, inputSize, width, seed] = [8, 5, 8, 0];

/** ‖∂out_t/∂x_j‖ (Frobenius) by t and then j, of a network that reads one way and one that reads both ways. */
export type VisibilityData = {
  readonly oneWay: readonly (readonly number[])[];
  readonly bothWays: readonly (readonly number[])[];
};

/** Figure 11: what an output has seen. One way it is the past alone, both ways all of the sequence. */
export const visibilityMap: FigureModule<VisibilityData> = {
  number: 11,
  slug: "visibility-map",
  title: "What each output depends on, one way and both ways",
  source: "Chapter 9, “Bidirectional RNNs”; Schuster & Paliwal 1997",
  compute: () => ({ oneWay: visibility(false), bothWays: visibility(true) }),
  metrics,
  criteria,
  rows,
  plot,
};

/** One backward pass for each output number; the gradients of x that come back are the Jacobian's rows. */
function visibility(bidirectional: boolean): number[][] {
  const rng = new Rng(seed);
  const hiddenSize = bidirectional ? width / 2 : width; // outputs of one width
  const lstm = new LSTM({ inputSize, hiddenSize, bidirectional, dtype: "float64", seed });
  const { output, cache } = lstm.forward(normalInit(rng, [steps, 1, inputSize], 1));
  return Array.from({ length: steps }, (_, t) => {
    const squares = new Float64Array(steps);
    for (let unit = 0; unit < width; unit++) {
      const dOutput = Tensor.zeros(output.shape);
      dOutput.set([t, 0, unit], 1);
      const { dx } = lstm.backward(cache, dOutput);
      for (let j = 0; j < steps; j++) for (const d of dx.row(j)) squares[j] += d * d;
    }
    return Array.from(squares, Math.sqrt);
  });
}

/** The entries above the diagonal are what has not been read yet: j > t. */
const future = (map: VisibilityData["oneWay"]): number[] => map.flatMap((row, t) => row.filter((_, j) => j > t));
const past = (map: VisibilityData["oneWay"]): number[] => map.flatMap((row, t) => row.filter((_, j) => j <= t));

function metrics({ oneWay, bothWays }: VisibilityData): Metrics {
  return {
    largestFutureOneWay: Math.max(...future(oneWay)),
    leastPastOneWay: Math.min(...past(oneWay)),
    leastFutureBothWays: Math.min(...future(bothWays)),
    leastPastBothWays: Math.min(...past(bothWays)),
  };
}

function criteria(measured: Metrics): Criterion[] {
  const visible = (norm: number): boolean => norm > 1e-12 && norm < 1e12;
  return [
    { claim: "one way, an output depends on no later input: exactly 0", holds: measured.largestFutureOneWay === 0 },
    { claim: "one way, it depends on every input up to its own", holds: visible(measured.leastPastOneWay) },
    {
      claim: "both ways, every output depends on every input",
      holds: visible(measured.leastFutureBothWays) && visible(measured.leastPastBothWays),
    },
  ];
}

function rows({ oneWay, bothWays }: VisibilityData): Row[] {
  return oneWay.flatMap((row, t) =>
    row.map((norm, j) => ({
      "output t": t + 1,
      "input j": j + 1,
      "one way": norm,
      "both ways": bothWays[t][j],
    })),
  );
}

function plot(data: VisibilityData): Figure {
  const { leastFutureBothWays } = metrics(data);
  const norms = [...data.oneWay.flat(), ...data.bothWays.flat()].filter((norm) => norm > 0);
  const range = [Math.min(...norms), Math.max(...norms)].map(Math.log10);
  const title = (text: string, x: number): object => {
    return { text, x, xref: "paper", y: 1, yref: "paper", xanchor: "center", yanchor: "bottom", showarrow: false };
  };
  const axis = (text: string): object => ({ title: { text }, dtick: 1, showgrid: false, zeroline: false });
  const outputs = { ...axis("output t"), autorange: "reversed" };
  return {
    title: "One way, an output has seen the past alone; both ways, the whole sequence",
    alt:
      `Two grids of ${steps} outputs (rows) by ${steps} inputs (columns). Each square is the size of the derivative of output t by ` +
      "input j; a 0 stands where there is none. One way, all squares to the right of the diagonal are exactly 0: the output knows " +
      `nothing of later inputs. Both ways no square is 0; the smallest on the right of the diagonal is ` +
      `${leastFutureBothWays.toExponential(0)}. In both, what is far away counts less.`,
    data: [
      grid("one way", data.oneWay, range, {}),
      grid("both ways", data.bothWays, range, { xaxis: "x2", yaxis: "y2" }),
    ],
    layout: {
      margin: { t: 84 },
      xaxis: { ...axis("input j"), domain: [0, 0.45] },
      yaxis: outputs,
      xaxis2: { ...axis("input j"), domain: [0.55, 1] },
      yaxis2: { ...outputs, anchor: "x2" },
      annotations: [
        title("one way", 0.225),
        title("both ways", 0.775),
        ...zeros(data.oneWay, {}),
        ...zeros(data.bothWays, { xref: "x2", yref: "y2" }),
      ],
    },
  };
}

function grid(name: string, map: VisibilityData["oneWay"], [zmin, zmax]: readonly number[], axes: object): Trace {
  const numbers = map.map((_, i) => i + 1);
  const ticks = [-4, -3, -2, -1, 0].flatMap((decade) => [1, 2, 5].map((digit) => digit * 10 ** decade));
  return {
    ...{ type: "heatmap", name, x: numbers, y: numbers, zmin, zmax, colorscale: "Cividis", ...axes, xgap: 1, ygap: 1 },
    z: map.map((row) => row.map((norm) => (norm > 0 ? Math.log10(norm) : null))),
    text: map.map((row) => row.map((norm) => norm.toPrecision(2))),
    hovertemplate: `${name}<br>output %{y}, input %{x}: %{text}<extra></extra>`,
    colorbar: {
      ...{ title: { text: "‖∂out<sub>t</sub>/∂x<sub>j</sub>‖" }, thickness: 14 },
      ...{ tickvals: ticks.map(Math.log10), ticktext: ticks.map((tick) => String(Number(tick.toPrecision(1)))) },
    },
  };
}

/** A square without colour could be a gap in the data, so it says what it is. */
function zeros(map: VisibilityData["oneWay"], axes: object): object[] {
  return map.flatMap((row, t) =>
    row.flatMap((norm, j) => (norm === 0 ? [{ text: "0", x: j + 1, y: t + 1, ...axes, showarrow: false }] : [])),
  );
}
