import { addTransposedMatVec } from "../kernels/vectors.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { ArgumentError, checkInteger, checkShape, describe } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";
import { singularValues } from "./spectrum.js";

/** g ↦ g · ∂stateₜ/∂stateₜ₋₁ for step t = 1 … T: what a cell's backward pass computes. g and the result: [size]. */
export type StepBack = (t: number, g: Vec) => Vec;

/** A recurrence, as its steps back. */
export type JacobianOptions = {
  readonly T: number;
  /** Size of the state: H, or 2H for an LSTM's [h; c]. */
  readonly size: number;
  readonly stepBack: StepBack;
  /** The part [start, end) of the state to follow, such as an LSTM's c; all of it when left out. */
  readonly part?: readonly [start: number, end: number];
};

/**
 * log₁₀‖∂state_T/∂state_{T−k}‖₂ for k = 0 … T, from the true Jacobians (ch. 9, "The Gradient Chain"): the most that any
 * gradient can grow or shrink on its way back. Kept in log space, so nothing underflows; −∞ where it is exactly zero.
 *
 * @example jacobianNorms({ T, size: H, stepBack: (t, g) => rnnBackward(params, scratch, g, caches[t - 1]).dhPrev })
 */
export function jacobianNorms({ T, size, stepBack, part = [0, size] }: JacobianOptions): Float64Array {
  checkInteger("jacobianNorms", "T", T, 0);
  checkInteger("jacobianNorms", "size", size);
  const [start, end] = part;
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= size)) {
    throw new ArgumentError(`jacobianNorms: part must be a range within [0, ${size}], got ${describe(part.join("…"))}`);
  }
  let rows: Vec[] = Array.from({ length: end - start }, (_, i) => unit(size, start + i)); // a row per output
  const norms = new Float64Array(T + 1);
  let scale = 0;
  for (let k = 1; k <= T; k++) {
    rows = rows.map((g) => stepBack(T + 1 - k, g));
    const largest = Math.max(...rows.map((g) => Math.max(...g.map(Math.abs))));
    if (largest === 0) return norms.fill(Number.NEGATIVE_INFINITY, k);
    rows = rows.map((g) => g.map((x) => x / largest));
    scale += Math.log10(largest);
    norms[k] = scale + Math.log10(singularValues(stack(rows, start, end))[0]);
  }
  return norms;
}

/** The step back of a tanh RNN: g · diag(1 − hₜ²) W_hh. `hiddenStates`: h₁ … h_T. */
export function tanhStepBack(Whh: Tensor, hiddenStates: readonly Vec[]): StepBack {
  const H = Whh.shape[0];
  checkShape("tanhStepBack", "Whh", "[H, H]", [H, H], Whh);
  for (const [t, h] of hiddenStates.entries()) checkShape("tanhStepBack", `hiddenStates[${t}]`, "[H]", [H], h);
  return (t, g) => {
    const h = hiddenStates[t - 1];
    const back = zerosLike(g);
    addTransposedMatVec(
      back,
      Whh,
      g.map((x, j) => x * (1 - h[j] ** 2)),
    );
    return back;
  };
}

/**
 * log₁₀ of the largest entry of f_T ⊙ … ⊙ f_{T−k+1} for k = 0 … T: the norm of the LSTM's direct path ∂c_T/∂c_{T−k},
 * the chapter's "gradient highway", without the paths through h (ch. 9, "The Cell State and Three Gates").
 * `forgetGates`: f₁ … f_T, [H] each.
 */
export function directPathNorms(forgetGates: readonly Vec[]): Float64Array {
  const T = forgetGates.length;
  if (T === 0) throw new ArgumentError("directPathNorms: forgetGates must hold at least one step, got none");
  const log10 = new Float64Array(forgetGates[0].length);
  const norms = new Float64Array(T + 1);
  for (let k = 1; k <= T; k++) {
    const f = forgetGates[T - k];
    checkShape("directPathNorms", `forgetGates[${T - k}]`, "[H]", [log10.length], f);
    for (let j = 0; j < log10.length; j++) log10[j] += Math.log10(f[j]);
    norms[k] = Math.max(...log10);
  }
  return norms;
}

function unit(size: number, at: number): Vec {
  const g = new Float64Array(size);
  g[at] = 1;
  return g;
}

function stack(rows: readonly Vec[], start: number, end: number): Tensor {
  return new Tensor(Float64Array.from(rows.flatMap((g) => [...g.subarray(start, end)])), [rows.length, end - start]);
}
