import { addOuter, addTransposedMatVec } from "../kernels/vectors.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import { checkShape, ShapeError } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";

/** dW_hh taken apart by time. */
export type RecurrentShares = {
  /** ∂L/∂W_hh: [H, H], the sum of the contributions. */
  readonly dWhh: Tensor;
  /** daₜ hₜ₋₁ᵀ for t = 1 … T: T × [H, H]. */
  readonly contributions: readonly Tensor[];
  /** How much of dW_hh each step makes up: ⟨contributionₜ, dW_hh⟩ / ‖dW_hh‖². They sum to 1; one may be negative. */
  readonly shares: Float64Array;
};

/**
 * Where the gradient of a tanh RNN's W_hh comes from (ch. 9, "Backpropagation Through Time (BPTT)": "the sum of contributions
 * from all time steps"). `hiddenStates`: h₀ … h_T, `outputGrads`: what arrives at h₁ … h_T from their own outputs, [H] each.
 */
export function recurrentGradientShares(
  Whh: Tensor,
  hiddenStates: readonly Vec[],
  outputGrads: readonly Vec[],
): RecurrentShares {
  const [H, T] = [Whh.shape[0], outputGrads.length];
  checkShape("recurrentGradientShares", "Whh", "[H, H]", [H, H], Whh);
  if (T === 0) throw new ShapeError("recurrentGradientShares: outputGrads must hold at least one step, got none");
  if (hiddenStates.length !== T + 1) {
    throw new ShapeError(
      `recurrentGradientShares: hiddenStates must hold T + 1 = ${T + 1} vectors, got ${hiddenStates.length}`,
    );
  }
  for (const [t, h] of hiddenStates.entries()) {
    checkShape("recurrentGradientShares", `hiddenStates[${t}]`, "[H]", [H], h);
    if (t > 0) checkShape("recurrentGradientShares", `outputGrads[${t - 1}]`, "[H]", [H], outputGrads[t - 1]);
  }

  const dWhh = Tensor.zeros([H, H], Whh.dtype);
  const contributions: Tensor[] = new Array(T);
  let dhNext = zerosLike(Whh.data, H);
  for (let t = T; t >= 1; t--) {
    const h = hiddenStates[t];
    const da = dhNext.map((fromLater, j) => (fromLater + outputGrads[t - 1][j]) * (1 - h[j] ** 2));
    contributions[t - 1] = Tensor.zeros([H, H], Whh.dtype);
    addOuter(contributions[t - 1], da, hiddenStates[t - 1]);
    addOuter(dWhh, da, hiddenStates[t - 1]);
    dhNext = zerosLike(dhNext);
    addTransposedMatVec(dhNext, Whh, da);
  }
  const total = inner(dWhh, dWhh);
  const shares = Float64Array.from(contributions, (part) => (total === 0 ? 0 : inner(part, dWhh) / total));
  return { dWhh, contributions, shares };
}

function inner(A: Tensor, B: Tensor): number {
  let sum = 0;
  for (let i = 0; i < A.size; i++) sum += A.data[i] * B.data[i];
  return sum;
}
