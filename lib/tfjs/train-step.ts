import { ArgumentError, checkPositive } from "../tensor/errors.js";
import type { StepResult } from "../training/loop.js";
import type { TfjsAdam } from "./adam.js";
import { flatten } from "./flat.js";
import { lossAndGrads, type TfGrads } from "./loss.js";
import type { Tf, TfTensor } from "./tf.js";
import type { Twin } from "./twin.js";

/**
 * The norm of all gradients together, and the factor that would bring it down to at most `maxNorm`: `clipScale` on
 * TensorFlow.js. A norm that is not finite is not scaled.
 */
export function tfjsClipScale(tf: Tf, grads: TfGrads, maxNorm: number): { norm: TfTensor; scale: TfTensor } {
  if (maxNorm !== Number.POSITIVE_INFINITY) checkPositive("tfjsClipScale", "maxNorm", maxNorm);
  const { div, minimum, mul, scalar, sqrt, square, sum } = tf;
  const g = flatten(tf, Object.values(grads));
  const largest = tf.maximum(tf.max(tf.abs(g)), 1e-30);
  const norm = mul(largest, sqrt(sum(square(div(g, largest))))); // the squares alone may be too large for float32
  return { norm, scale: tf.where(tf.isFinite(norm), minimum(1, div(maxNorm, norm)), scalar(1)) };
}

/** What a `tfjsTrainStep` may be told. */
export type TfjsTrainStepOptions = {
  /** The global norm to clip to; the chapter's 5 when left out, Infinity for none. */
  readonly maxNorm?: number;
};

/**
 * One step of training: `loss` and its gradients, clipping, Adam. All of it stays on the backend; one small read brings
 * back the loss and the norm. It frees every tensor it makes, and those that `loss` makes. Where the loss is not finite it
 * is returned, for `train` to name the step, and nothing is changed.
 *
 * @example
 * const loss = (i) => () => tfjsCrossEntropy(tf, twin.forward(batches[i].inputs).logits, batches[i].targets);
 * await train({ steps, step: (i) => tfjsTrainStep(twin, adam, loss(i)) });
 */
export async function tfjsTrainStep(
  twin: Twin,
  adam: TfjsAdam,
  loss: () => TfTensor,
  { maxNorm = 5 }: TfjsTrainStepOptions = {},
): Promise<StepResult> {
  const { tf } = twin;
  const { grads, scale, numbers } = tf.tidy(() => {
    const { loss: value, grads } = lossAndGrads(twin, loss);
    const { norm, scale } = tfjsClipScale(tf, grads, maxNorm);
    return { grads, scale, numbers: tf.stack([value, norm], 0) };
  });
  try {
    const [value, gradNorm] = Array.from(await numbers.data());
    if (Number.isFinite(value)) {
      checkFiniteNorm(gradNorm);
      adam.step(grads, scale);
    }
    return { loss: value, gradNorm };
  } finally {
    tf.dispose([...Object.values(grads), scale, numbers]);
  }
}

/** A finite loss with such a gradient would go unnoticed until the weights are lost. */
function checkFiniteNorm(gradNorm: number): void {
  if (Number.isFinite(gradNorm)) return;
  throw new ArgumentError(`tfjsTrainStep: the norm of the gradient must be finite, got ${gradNorm}`);
}
