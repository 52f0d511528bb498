import { lstmForward } from "../../lstm/cell.js";
import type { Figure, Trace } from "../../notebook/figure.js";
import { formatNumber } from "../../notebook/format.js";
import { palette } from "../../notebook/theme.js";
import { Tensor } from "../../tensor/tensor.js";
import { slider } from "../controls.js";
import { type LiveFigure, liveFigure } from "../live-figure.js";

const steps = 100;

/** How long an LSTM keeps a bit: its cell state over 100 steps (ch. 9, "The Cell State and Three Gates"). */
export const lstmGatesLive: LiveFigure = liveFigure({
  slug: "lstm-gates",
  title: "What the gates let an LSTM remember",
  controls: {
    forgetBias: slider("Forget gate's bias", { min: -4, max: 8, step: 0.5, value: 1 }),
    inputBias: slider("Input gate's bias while the bit is there", { min: -6, max: 6, step: 0.5, value: 3 }),
    writtenAt: slider("Step at which the bit is written", { min: 1, max: 60, step: 1, value: 10 }),
  },
  compute: (settings) => {
    const run = remember(settings);
    return { figure: plot(run), reading: reading(run) };
  },
});

type Gates = { readonly forgetBias: number; readonly inputBias: number; readonly writtenAt: number };
type Run = Gates & { readonly cells: readonly number[]; readonly forget: number; readonly input: number };

/** Runs a cell of one unit over x = 0, …, 1, …, 0; its weights from h are 0, so that only the gates matter. */
function remember({ forgetBias, inputBias, writtenAt }: Gates): Run {
  const [closed, open] = [-20, 20];
  const W = Tensor.from([
    [0, 0], // f: the same at every step
    [0, inputBias - closed], // i: shut, but for the step with the bit
    [0, open], // c̃: tanh is 1 there
    [0, 0], // o
  ]);
  const params = { W, b: Tensor.from([forgetBias, closed, 0, open]) };
  let [h, c] = [new Float64Array(1), new Float64Array(1)] as [Float64Array, Float64Array];
  let [forget, input] = [0, 0];
  const cells: number[] = [];
  for (let t = 1; t <= steps; t++) {
    const x = Float64Array.of(t === writtenAt ? 1 : 0);
    const next = lstmForward(params, x, h, c);
    [h, c] = [next.h as Float64Array, next.c as Float64Array];
    forget = next.cache.gates[0];
    if (t === writtenAt) input = next.cache.gates[1];
    cells.push(c[0]);
  }
  return { forgetBias, inputBias, writtenAt, cells, forget, input };
}

/** Steps until f to that power is a half. */
const halfLife = (forget: number): number => Math.log(0.5) / Math.log(forget);

function reading({ cells, forget, input, writtenAt }: Run): string {
  const kept = cells[steps - 1] / cells[writtenAt - 1];
  return `f = ${formatNumber(forget)}, so the bit halves every ${formatNumber(halfLife(forget))} steps. Of the ${formatNumber(input)} that was written, ${percent(kept)} is left ${steps - writtenAt} steps later.`;
}

function plot(run: Run): Figure {
  const { cells, forget, input, writtenAt } = run;
  const t = cells.map((_, i) => i + 1);
  const half = writtenAt + halfLife(forget);
  return {
    title: "The cell state keeps a bit as long as its forget gate lets it",
    alt: `Cell state over ${steps} steps. It is 0 until step ${writtenAt}, where the input gate, ${formatNumber(input)}, lets the bit in; then each step multiplies it by the forget gate, ${formatNumber(forget)}. At step ${steps} it is ${formatNumber(cells[steps - 1])}.`,
    data: [
      {
        type: "scatter",
        mode: "lines",
        name: "cell state c",
        x: t,
        y: cells,
        line: { color: palette.blue, width: 2.5 },
      },
      ...(half <= steps ? [halfMark(half, cells[writtenAt - 1] / 2)] : []),
    ],
    layout: {
      showlegend: false,
      height: 360,
      xaxis: { title: { text: "step t" }, range: [0, steps + 1] },
      yaxis: { title: { text: "cell state c" }, range: [-0.05, 1.08] },
    },
    table: t.map((step, i) => ({ step, "cell state c": cells[i] })),
  };
}

const halfMark = (x: number, y: number): Trace => ({
  ...{ type: "scatter", mode: "markers+text", name: "half of it", x: [x], y: [y] },
  ...{ text: ["half of it is left"], textposition: "middle right" },
  marker: { color: palette.vermillion, size: 10, symbol: "diamond" },
});

const percent = (share: number): string => (share < 1e-4 ? "less than 0.01 %" : `${formatNumber(100 * share)} %`);
