import { ArgumentError } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";

/** The entry where the two gradients differ most. */
export type GradCheckResult = {
  /** |analytic − numeric| / max(|analytic|, |numeric|, 1e−4 of the largest gradient). */
  readonly maxError: number;
  readonly name: string;
  readonly index: number;
  readonly analytic: number;
  readonly numeric: number;
};

/**
 * Compares gradients with central differences of `loss`, entry by entry (ch. 9, "Backpropagation Through Time").
 * `loss` must read `params` anew each time; they are put back exactly. float64 only: float32 cannot resolve the step.
 * The floor in the denominator keeps rounding noise in a nearly zero gradient from looking like a mistake.
 */
export function gradCheck(loss: () => number, params: Params, grads: Params, epsilon = 1e-5): GradCheckResult {
  const floor = 1e-4 * largest(grads);
  let worst: GradCheckResult = { maxError: 0, name: "", index: -1, analytic: 0, numeric: 0 };
  for (const [name, { data, dtype }] of Object.entries(params)) {
    if (dtype !== "float64") throw new ArgumentError(`gradCheck: ${name} must be float64, got ${dtype}`);
    for (let index = 0; index < data.length; index++) {
      const numeric = slope(loss, data, index, epsilon);
      const analytic = grads[name].data[index];
      const scale = Math.max(Math.abs(analytic), Math.abs(numeric), floor);
      const maxError = scale === 0 ? 0 : Math.abs(analytic - numeric) / scale;
      const found = { maxError, name, index, analytic, numeric };
      if (Number.isNaN(maxError)) return found;
      if (maxError > worst.maxError) worst = found;
    }
  }
  return worst;
}

/** (L(θ + ε) − L(θ − ε)) / 2ε for one entry θ. */
function slope(loss: () => number, data: Float32Array | Float64Array, index: number, epsilon: number): number {
  const kept = data[index];
  data[index] = kept + epsilon;
  const up = loss();
  data[index] = kept - epsilon;
  const down = loss();
  data[index] = kept;
  return (up - down) / (2 * epsilon);
}

function largest(grads: Params): number {
  let max = 0;
  for (const { data } of Object.values(grads)) for (const g of data) if (Math.abs(g) > max) max = Math.abs(g); // NaN is passed over here and reported above
  return max;
}
