import { ArgumentError, checkShape, describe } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { reorderBlocks, sum, transposed } from "./blocks.js";
import { nameTorchCell, readTorchCell, type TorchCell } from "./torch-cell.js";

/**
 * What `layer.get_weights()` gives in Keras and `layer.getWeights()` in TensorFlow.js, for G gates:
 * kernel [D, G·H], recurrentKernel [H, G·H], bias [G·H], or [2, G·H] for a GRU that resets after the product.
 */
export type KerasWeights = { readonly kernel: Tensor; readonly recurrentKernel: Tensor; readonly bias: Tensor };

/** Keras's LSTM under PyTorch's names: the gates have the same order (i, f, c, o), the matrices are transposed. */
export function lstmFromKeras(weights: KerasWeights, suffix = "_l0"): Params {
  const { H } = checkKeras("lstmFromKeras", weights, 4, 1);
  return nameTorchCell(
    {
      weight_ih: transposed(weights.kernel),
      weight_hh: transposed(weights.recurrentKernel),
      bias_ih: weights.bias.clone(),
      bias_hh: Tensor.zeros([4 * H], weights.bias.dtype),
    },
    suffix,
  );
}

/** PyTorch's LSTM as Keras wants it: the two biases become one. */
export function lstmToKeras(stateDict: Params, suffix = "_l0"): KerasWeights {
  const cell = readTorchCell("lstmToKeras", stateDict, suffix, 4);
  return {
    kernel: transposed(cell.weight_ih),
    recurrentKernel: transposed(cell.weight_hh),
    bias: sum(cell.bias_ih, cell.bias_hh),
  };
}

/** Keras stacks z, r, h, PyTorch r, z, n: the same swap leads there and back. */
const SWAP = [1, 0, 2];

/**
 * Keras's GRU with `reset_after=True` (its default) under PyTorch's names: the same equations, z and r swapped.
 * One with `reset_after=False`, as all of TensorFlow.js's are, is another function: see `chapterGruFromKeras`.
 */
export function gruFromKeras(weights: KerasWeights, suffix = "_l0"): Params {
  const { H } = checkKeras("gruFromKeras", weights, 3, 2);
  const bias = (row: number): Tensor => reorderBlocks(new Tensor(weights.bias.row(row), [3 * H]), SWAP);
  return nameTorchCell({ ...matricesFromKeras(weights), bias_ih: bias(0), bias_hh: bias(1) }, suffix);
}

/** PyTorch's GRU as Keras wants it with `reset_after=True`. */
export function gruToKeras(stateDict: Params, suffix = "_l0"): KerasWeights {
  const cell = readTorchCell("gruToKeras", stateDict, suffix, 3);
  const H = cell.weight_hh.shape[1];
  const bias = Tensor.zeros([2, 3 * H], cell.bias_ih.dtype);
  bias.row(0).set(reorderBlocks(cell.bias_ih, SWAP).data);
  bias.row(1).set(reorderBlocks(cell.bias_hh, SWAP).data);
  return {
    kernel: transposed(reorderBlocks(cell.weight_ih, SWAP)),
    recurrentKernel: transposed(reorderBlocks(cell.weight_hh, SWAP)),
    bias,
  };
}

/** kernel and recurrentKernel of a GRU as PyTorch stacks them. */
export function matricesFromKeras(weights: KerasWeights): Pick<TorchCell, "weight_ih" | "weight_hh"> {
  return {
    weight_ih: reorderBlocks(transposed(weights.kernel), SWAP),
    weight_hh: reorderBlocks(transposed(weights.recurrentKernel), SWAP),
  };
}

/** Refuses arrays that are not those of a layer with G gates; `biases` tells one bias [G·H] from two [2, G·H]. */
export function checkKeras(
  where: string,
  { kernel, recurrentKernel, bias }: KerasWeights,
  G: number,
  biases: 1 | 2,
): { D: number; H: number } {
  for (const [name, tensor] of Object.entries({ kernel, recurrentKernel, bias })) {
    if (tensor instanceof Tensor) continue; // a layer made with useBias: false has no bias to give
    throw new ArgumentError(`${where}: ${name} must be a Tensor, got ${describe(tensor)}`);
  }
  const [H, D] = [recurrentKernel.shape[0], kernel.shape[0]];
  checkShape(where, "recurrentKernel", `[H, ${G}H]`, [H, G * H], recurrentKernel);
  checkShape(where, "kernel", `[D, ${G}H]`, [D, G * H], kernel);
  if (biases === 1) checkShape(where, "bias", `[${G}H]`, [G * H], bias);
  else checkShape(where, "bias", `[2, ${G}H]`, [2, G * H], bias);
  return { D, H };
}
