import { addTransposedMatVec, norm } from "../kernels/vectors.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { ArgumentError, checkFinite, checkInteger, checkShape, ShapeError } from "../tensor/errors.js";
import type { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";

/** What a gradient meets on its way back. */
export type GradientNormOptions = {
  /** Steps to go back. */
  readonly T: number;
  /**
   * f′(aₜ) of each unit: one number for all (the chapter's demo takes .5), or a vector [H] per step t = 1 … T,
   * as `tanhDerivatives` reads them off a network's hidden states.
   */
  readonly derivative: number | readonly Vec[];
  /** The gradient that arrives at h_T: [H]; drawn from N(0, 1) with `rng` when it is left out. */
  readonly gradient?: Vec;
  readonly rng?: Rng;
};

/**
 * log₁₀‖∂L/∂h_{T−k}‖ for k = 0 … T: how a gradient fares on its way back through time
 * (ch. 9, "The Gradient Chain": the product of Jacobians W_hhᵀ diag(f′)). In log space, so nothing underflows.
 */
export function gradientNormOverTime(Whh: Tensor, options: GradientNormOptions): Float64Array {
  const { T, derivative } = options;
  const H = Whh.shape[0];
  checkShape("gradientNormOverTime", "Whh", "[H, H]", [H, H], Whh);
  checkInteger("gradientNormOverTime", "T", T, 0);
  checkFinite("gradientNormOverTime", "Whh", Whh.data);
  checkDerivative(derivative, T, H);
  let g = startGradient(Whh, options);
  let log10 = 0;
  const norms = new Float64Array(T + 1);
  for (let k = 0; k <= T; k++) {
    const size = norm(g);
    log10 += Math.log10(size);
    norms[k] = log10;
    if (size === 0 || k === T) return norms.fill(log10, k);
    g = stepBack(
      Whh,
      g.map((x) => x / size),
      typeof derivative === "number" ? derivative : derivative[T - 1 - k],
    );
  }
  return norms;
}

function checkDerivative(derivative: number | readonly Vec[], T: number, H: number): void {
  if (typeof derivative === "number") {
    checkFinite("gradientNormOverTime", "derivative", Float64Array.of(derivative));
    return;
  }
  if (derivative.length !== T) {
    throw new ShapeError(`gradientNormOverTime: derivative must hold T = ${T} vectors, got ${derivative.length}`);
  }
  for (const [t, f] of derivative.entries()) checkShape("gradientNormOverTime", `derivative[${t}]`, "[H]", [H], f);
}

/** 1 − hₜ² for each step: tanh′ read off the hidden states. */
export function tanhDerivatives(hiddenStates: readonly Vec[]): Vec[] {
  return hiddenStates.map((h) => h.map((x) => 1 - x * x));
}

function stepBack(Whh: Tensor, g: Vec, derivative: number | Vec): Vec {
  const da = g.map((x, j) => x * (typeof derivative === "number" ? derivative : derivative[j]));
  const back = zerosLike(g);
  addTransposedMatVec(back, Whh, da);
  return back;
}

function startGradient(Whh: Tensor, { gradient, rng }: GradientNormOptions): Vec {
  if (gradient) {
    checkShape("gradientNormOverTime", "gradient", "[H]", [Whh.shape[0]], gradient);
    return gradient;
  }
  if (!rng) throw new ArgumentError("gradientNormOverTime: give either gradient or rng to draw it from");
  return Float64Array.from({ length: Whh.shape[0] }, () => rng.normal());
}
