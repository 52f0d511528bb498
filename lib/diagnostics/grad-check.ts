import type { Vec } from "../tensor/dtype.js";
import { ArgumentError, checkShape } from "../tensor/errors.js";
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
 * Compares gradients with central differences of `loss`, entry by entry (ch. 9, "Backpropagation Through Time (BPTT)").
 * `loss` must read `params` anew each time; they are put back exactly, also where it throws. float64 only: float32 cannot
 * resolve the step.
 * Rounding noise must not look like a mistake: a nearly zero gradient is measured against the largest one, and an entry in
 * doubt is looked at again with a wider, more exact difference.
 */
export function gradCheck(loss: () => number, params: Params, grads: Params, epsilon = 1e-5): GradCheckResult {
  for (const [name, { shape, dtype }] of Object.entries(params)) {
    if (dtype !== "float64") throw new ArgumentError(`gradCheck: ${name} must be float64, got ${dtype}`);
    checkShape("gradCheck", `grads.${name}`, "the parameter's shape", shape, grads[name]);
  }
  const floor = 1e-4 * largest(grads);
  let worst: GradCheckResult = { maxError: 0, name: "", index: -1, analytic: 0, numeric: 0 };
  for (const [name, { data }] of Object.entries(params)) {
    for (let index = 0; index < data.length; index++) {
      const compare = (numeric: number): GradCheckResult => {
        const analytic = grads[name].data[index];
        const scale = Math.max(Math.abs(analytic), Math.abs(numeric), floor);
        return { maxError: scale === 0 ? 0 : Math.abs(analytic - numeric) / scale, name, index, analytic, numeric };
      };
      let found = compare(slope(loss, data, index, epsilon));
      if (found.maxError > IN_DOUBT) {
        const again = compare(slopeOfFour(loss, data, index, 100 * epsilon));
        if (again.maxError < found.maxError) found = again;
      }
      if (Number.isNaN(found.maxError)) return found;
      if (found.maxError > worst.maxError) worst = found;
    }
  }
  return worst;
}

/** More than the noise of most entries, less than what anyone tolerates. */
const IN_DOUBT = 1e-7;

/** (L(θ + ε) − L(θ − ε)) / 2ε for one entry θ: exact up to ε². */
function slope(loss: () => number, data: Vec, index: number, epsilon: number): number {
  const kept = data[index];
  try {
    data[index] = kept + epsilon;
    const up = loss();
    data[index] = kept - epsilon;
    const down = loss();
    return (up - down) / (2 * epsilon);
  } finally {
    data[index] = kept;
  }
}

/** Richardson's: the slopes over ε and 2ε, so that their errors of ε² cancel. Exact up to ε⁴, so ε can be large. */
function slopeOfFour(loss: () => number, data: Vec, index: number, epsilon: number): number {
  return (4 * slope(loss, data, index, epsilon) - slope(loss, data, index, 2 * epsilon)) / 3;
}

function largest(grads: Params): number {
  let max = 0;
  for (const { data } of Object.values(grads)) for (const g of data) if (Math.abs(g) > max) max = Math.abs(g); // NaN is passed over here and reported above
  return max;
}
