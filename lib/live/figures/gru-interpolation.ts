import { curve, label } from "../../figures/marks.js";
import { gruForward } from "../../gru/cell.js";
import { gruResetAfterForward } from "../../gru/reset-after.js";
import type { Figure } from "../../notebook/figure.js";
import { formatNumber } from "../../notebook/format.js";
import { palette } from "../../notebook/theme.js";
import type { Vec } from "../../tensor/dtype.js";
import { Tensor } from "../../tensor/tensor.js";
import { select, slider } from "../controls.js";
import { type LiveFigure, liveFigure } from "../live-figure.js";

const steps = 40;
const orientations = ["the chapter: z lets the new in", "PyTorch: z keeps the old"] as const;
/** The candidate's weight from h. */
const recurrent = 1.2;

/** The state of a GRU as a mixture of old and new (ch. 9, "Two Gates: Reset and Update"). */
export const gruInterpolationLive: LiveFigure = liveFigure({
  slug: "gru-interpolation",
  title: "A GRU mixes its old state with a new one",
  controls: {
    z: slider("Update gate z", { min: 0.02, max: 0.98, step: 0.02, value: 0.1 }),
    r: slider("Reset gate r", { min: 0, max: 1, step: 0.05, value: 0 }),
    orientation: select("Orientation of z", orientations),
  },
  compute: (gates) => {
    const run = { ...gates, ...forget(gates) };
    return { figure: plot(run), reading: reading(run) };
  },
});

type Gates = { readonly z: number; readonly r: number; readonly orientation: string };
type Run = Gates & { readonly states: readonly number[]; readonly candidates: readonly number[] };

/** A GRU of one unit that begins at h = 1 and reads nothing but zeros. Its gates depend on their biases only. */
function forget({ z, r, orientation }: Gates): Pick<Run, "states" | "candidates"> {
  const step = orientation === orientations[0] ? chapterStep(z, r) : torchStep(z, r);
  const [states, candidates]: number[][] = [[1], []];
  for (let t = 1; t <= steps; t++) {
    const { h, candidate } = step(Float64Array.of(states[t - 1]));
    states.push(h[0]);
    candidates.push(candidate[0]);
  }
  return { states, candidates };
}

type Step = (hPrev: Vec) => { readonly h: Vec; readonly candidate: Vec };

const nothing = new Float64Array(1);

function chapterStep(z: number, r: number): Step {
  const params = { W: Tensor.from([[0, 0], [0, 0], [recurrent, 0]]), b: Tensor.from([logit(r), logit(z), 0]) }; // biome-ignore format: rows r, z, h̃
  return (hPrev) => {
    const { h, cache } = gruForward(params, nothing, hPrev);
    return { h, candidate: cache.hTilde };
  };
}

function torchStep(z: number, r: number): Step {
  const [Wx, Wh] = [Tensor.zeros([3, 1]), Tensor.from([[0], [0], [recurrent]])];
  const params = { Wx, Wh, bx: Tensor.from([logit(r), logit(z), 0]), bh: Tensor.zeros([3]) };
  return (hPrev) => {
    const { h, cache } = gruResetAfterForward(params, nothing, hPrev);
    return { h, candidate: cache.n };
  };
}

/** The bias that opens a gate so far; σ is flat enough at ±40 to be 0 or 1. */
const logit = (gate: number): number => Math.max(-40, Math.min(40, Math.log(gate / (1 - gate))));

/** The share of the old state that a step keeps. */
const kept = ({ z, orientation }: Gates): number => (orientation === orientations[0] ? 1 - z : z);

const halfLife = (gates: Gates): number => Math.log(0.5) / Math.log(kept(gates));

function reading(run: Run): string {
  const [keeps, takes] = [kept(run), 1 - kept(run)].map((share) => `${formatNumber(Math.round(100 * share))} %`);
  return `Each step keeps ${keeps} of the old state, whose own half-life is ${formatNumber(halfLife(run))} steps, and takes ${takes} of the candidate. After ${steps} steps h = ${formatNumber(run.states[steps])}.`;
}

function plot(run: Run): Figure {
  const { z, r, states, candidates } = run;
  const t = states.map((_, i) => i);
  const half = halfLife(run);
  return {
    title: "The state moves towards the candidate, by the same share at every step",
    alt:
      `State h and candidate h̃ of a GRU over ${steps} steps without input, for z = ${z} (${run.orientation}) and r = ${r}. h begins at 1 and ` +
      `ends at ${formatNumber(states[steps])}; the candidate ends at ${formatNumber(candidates[steps - 1])}. What is left of the first state ` +
      `alone halves every ${formatNumber(half)} steps.`,
    data: [
      curve("state h", t, states, { color: palette.blue }),
      curve("candidate h̃", t.slice(1), candidates, { color: palette.vermillion, dash: "dash" }),
      curve(
        "left of h₀",
        t,
        t.map((i) => kept(run) ** i),
        { color: palette.grey, dash: "dot" },
      ),
    ],
    layout: {
      height: 380,
      margin: { r: 120, t: 60 },
      xaxis: { title: { text: "step t" }, range: [0, steps] },
      yaxis: { title: { text: "value" }, range: [-0.05, 1.05] },
      annotations: places([
        ["state h", palette.blue, states[steps]],
        ["candidate h̃", palette.vermillion, candidates[steps - 1]],
        ["left of h₀", palette.grey, kept(run) ** steps],
      ]),
    },
    table: t.map((i) => ({
      t: i,
      "state h": states[i],
      "candidate h̃": candidates[i - 1] ?? null,
      "left of h₀": kept(run) ** i,
    })),
  };
}

/** Labels at the right end, moved up where they would lie on each other. */
function places(ends: readonly (readonly [text: string, color: string, y: number])[]): object[] {
  let floor = Number.NEGATIVE_INFINITY;
  return [...ends]
    .sort((a, b) => a[2] - b[2])
    .map(([text, color, y]) => {
      floor = Math.max(y, floor + 0.07);
      return label(text, color, steps, floor);
    });
}
