import { empty } from "../kernels/arena.js";
import { getKernels } from "../kernels/select.js";
import { ArgumentError, checkChoice, checkIndex, checkSameDType, checkShape, ShapeError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";

/** What counts, and how it is added up. */
export type CrossEntropyOptions = {
  /** The target that stands for padding: such positions count nothing and get no gradient. −1 when left out. */
  readonly padding?: number;
  /** `"mean"` over the tokens that are not padding, so that more padding changes nothing; or their `"sum"`. */
  readonly reduction?: "mean" | "sum";
};

/** The loss in nats, how many tokens it counts, and its gradient: [.., V]. */
export type CrossEntropy = { readonly loss: number; readonly tokens: number; readonly dLogits: Tensor };

/**
 * −ln softmax(logits)[target] (ch. 9, "Backpropagation Through Time (BPTT)": dL/dy = p − y), from the logits and stable.
 * logits: [.., V], targets: an id for each row of them, in the same order. Where all is padding the loss is 0.
 */
export function crossEntropy(
  logits: Tensor,
  targets: ArrayLike<number>,
  { padding = -1, reduction = "mean" }: CrossEntropyOptions = {},
): CrossEntropy {
  checkChoice("crossEntropy", "reduction", ["mean", "sum"], reduction);
  const V = logits.shape.at(-1) ?? 0;
  if (V === 0)
    throw new ShapeError(`crossEntropy: logits must be [.., V] with V ≥ 1, got [${logits.shape.join(", ")}]`);
  const ids = checkedTargets(targets, logits.size / V, V, padding);
  const tokens = ids.reduce((count, id) => count + (id < 0 ? 0 : 1), 0);
  const scale = reduction === "mean" ? 1 / Math.max(tokens, 1) : 1;

  const dLogits = empty(logits.shape, logits.dtype);
  const sum = getKernels(logits.dtype).softmaxCrossEntropy(dLogits.data, logits.data, ids, V, scale);
  if (!Number.isFinite(sum)) throw new ArgumentError(`crossEntropy: logits must be finite, but the loss is ${sum}`);
  return { loss: sum * scale, tokens, dLogits };
}

/** Ids as the kernels want them: negative for padding. */
function checkedTargets(targets: ArrayLike<number>, rows: number, V: number, padding: number): Int32Array {
  if (targets.length !== rows) {
    throw new ShapeError(`crossEntropy: targets must hold one id for each of ${rows} rows, got ${targets.length}`);
  }
  for (let n = 0; n < rows; n++) {
    if (targets[n] !== padding) checkIndex("crossEntropy", `targets[${n}]`, V, targets[n]);
  }
  if (targets instanceof Int32Array && padding < 0) return targets;
  return Int32Array.from(targets, (id) => (id === padding ? -1 : id));
}

/** mean (prediction − target)² over all numbers, and its gradient. Both tensors of one shape. */
export function meanSquaredError(predictions: Tensor, targets: Tensor): { loss: number; dPredictions: Tensor } {
  checkShape("meanSquaredError", "targets", "the predictions' shape", predictions.shape, targets);
  checkSameDType("meanSquaredError", "targets", predictions.data, targets.data);
  const N = predictions.size;
  if (N === 0) throw new ShapeError("meanSquaredError: predictions must hold at least one number, got none");
  const dPredictions = empty(predictions.shape, predictions.dtype);
  let sum = 0;
  for (let n = 0; n < N; n++) {
    const error = predictions.data[n] - targets.data[n];
    sum += error * error;
    dPredictions.data[n] = (2 * error) / N;
  }
  if (!Number.isFinite(sum)) {
    throw new ArgumentError(`meanSquaredError: predictions and targets must be finite, but the loss is ${sum / N}`);
  }
  return { loss: sum / N, dPredictions };
}
