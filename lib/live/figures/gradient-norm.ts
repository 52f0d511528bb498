import { gradientNormOverTime, tanhDerivatives } from "../../diagnostics/gradient-norms.js";
import { spectralRadius } from "../../diagnostics/spectrum.js";
import { curve, label } from "../../figures/marks.js";
import type { Figure } from "../../notebook/figure.js";
import { formatNumber } from "../../notebook/format.js";
import { palette } from "../../notebook/theme.js";
import { rnnForward } from "../../rnn/cell.js";
import type { Vec } from "../../tensor/dtype.js";
import { normalInit } from "../../tensor/init.js";
import { Rng } from "../../tensor/rng.js";
import { Tensor } from "../../tensor/tensor.js";
import { select, slider } from "../controls.js";
import { type LiveFigure, liveFigure } from "../live-figure.js";

const hidden = 32;
const kinds = ["tanh", "linear"] as const;

/** A gradient on its way back through time (ch. 9, "The Gradient Chain"). */
export const gradientNormLive: LiveFigure = liveFigure({
  slug: "gradient-norm",
  title: "A gradient on its way back through time",
  controls: {
    radius: slider("Spectral radius ρ of W_hh", { min: 0.5, max: 2, step: 0.05, value: 0.9 }),
    T: slider("Steps back T", { min: 10, max: 200, step: 10, value: 100 }),
    kind: select("Network", kinds),
  },
  load: async () => matrixOfRadiusOne(),
  compute: ({ radius, T, kind }, W: Tensor) => {
    const way: Way = { radius, T, kind, norms: normsBack(W, radius, T, kind) };
    return { figure: plot(way), reading: reading(way) };
  },
});

/** log₁₀‖∂L/∂h_{T−k}‖ for k = 0 … T, less its first, for a gradient of norm 1. */
type Way = { readonly radius: number; readonly T: number; readonly kind: string; readonly norms: readonly number[] };

function matrixOfRadiusOne(): Tensor {
  const W = normalInit(new Rng(0), [hidden, hidden], 1);
  return scale(W, 1 / spectralRadius(W));
}

function scale(W: Tensor, factor: number): Tensor {
  return new Tensor(
    W.data.map((w) => w * factor),
    W.shape,
  );
}

function normsBack(unit: Tensor, radius: number, T: number, kind: string): number[] {
  const Whh = scale(unit, radius);
  const derivative = kind === "tanh" ? tanhDerivatives(hiddenStates(Whh, T)) : 1;
  const norms = gradientNormOverTime(Whh, { T, derivative, rng: new Rng(1) });
  return Array.from(norms, (norm) => norm - norms[0]);
}

/** A tanh network reads T small random inputs. */
function hiddenStates(Whh: Tensor, T: number): Vec[] {
  const rng = new Rng(2);
  const params = { Whh, Wxh: normalInit(rng, [hidden, 4], 0.2), bh: Tensor.zeros([hidden]) };
  let h: Vec = new Float64Array(hidden);
  return Array.from({ length: T }, () => {
    h = rnnForward(
      params,
      Float64Array.from({ length: 4 }, () => rng.normal()),
      h,
    ).h;
    return h;
  });
}

/** A power of ten that screen readers read as a number. */
const power = (log10: number): string => formatNumber(10 ** log10);

function reading({ radius, T, norms }: Way): string {
  const fate = norms[T] < -3 ? "It vanishes." : norms[T] > 3 ? "It explodes." : "It neither vanishes nor explodes.";
  return `${T} steps back the gradient's norm is ${power(norms[T])} times what it was; ρ to the power of ${T} is ${power(T * Math.log10(radius))}. ${fate}`;
}

function plot({ radius, T, kind, norms }: Way): Figure {
  const k = norms.map((_, i) => i);
  const slope = k.map((i) => i * Math.log10(radius));
  return {
    title: "How long a gradient lives on its way back",
    alt:
      `The norm of a gradient against the steps it has gone back, 0 to ${T}, in powers of ten, for a ${kind} network of ${hidden} ` +
      `units with spectral radius ${radius}. It ends at ${power(norms[T])} times its size; the straight line of ρ to the power of k ends at ` +
      `${power(slope[T])}.`,
    data: [
      curve("gradient", k, norms, { color: palette.blue }),
      curve("ρᵏ", k, slope, { color: palette.vermillion, dash: "dash" }),
    ],
    layout: {
      height: 400,
      margin: { r: 90, t: 60 },
      xaxis: { title: { text: "steps back k" }, range: [0, T] },
      yaxis: { title: { text: "norm, as a power of ten" } },
      annotations: [
        label("gradient", palette.blue, T, norms[T], { yshift: norms[T] >= slope[T] ? 8 : -8 }),
        label("ρᵏ", palette.vermillion, T, slope[T], { yshift: norms[T] >= slope[T] ? -8 : 8 }),
      ],
    },
    table: k.map((i) => ({
      "steps back": i,
      "log10 of the gradient's norm": norms[i],
      "log10 of ρ to the power k": slope[i],
    })),
  };
}
