import { checkShape, ShapeError } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { besides, columns, reorderBlocks, sum } from "./blocks.js";
import { checkTensors } from "./load-params.js";

/**
 * PyTorch's four tensors of a cell, or of one direction of one layer: weight_ih [G·H, D], weight_hh [G·H, H], and two
 * biases [G·H], one block of H rows for each of G gates.
 */
export type TorchCell = {
  readonly weight_ih: Tensor;
  readonly weight_hh: Tensor;
  readonly bias_ih: Tensor;
  readonly bias_hh: Tensor;
};

/** A cell of the chapter: W [G·H, H+D] takes [hPrev; x] to the rows of G gates; b [G·H]. */
export type ChapterCell = { readonly W: Tensor; readonly b: Tensor };

const NAMES = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"] as const;

/** The four tensors under PyTorch's names. `suffix`: "" for a cell, "_l0", "_l1_reverse" … for a layer. */
export function nameTorchCell(cell: TorchCell, suffix: string): Params {
  return Object.fromEntries(NAMES.map((name) => [name + suffix, cell[name]]));
}

/** The four tensors out of a state dict, which must hold exactly these, with G gates. */
export function readTorchCell(where: string, stateDict: Params, suffix: string, G: number): TorchCell {
  const [ih, hh] = [stateDict[`weight_ih${suffix}`], stateDict[`weight_hh${suffix}`]];
  const [H, D] = [hh?.shape[1] ?? 0, ih?.shape[1] ?? 0];
  const shapes = [[G * H, D], [G * H, H], [G * H], [G * H]];
  checkTensors(where, Object.fromEntries(NAMES.map((name, i) => [name + suffix, shapes[i]])), stateDict);
  return Object.fromEntries(NAMES.map((name) => [name, stateDict[name + suffix]])) as TorchCell;
}

/**
 * The chapter's W and b as PyTorch's four tensors and back. Both stack the same gates, the k-th of one being the
 * order[k]-th of the other; the chapter has one bias where PyTorch has two, of which only the sum is used.
 */
export function splitCell(where: string, { W, b }: ChapterCell, order: readonly number[]): TorchCell {
  const H = W.shape[0] / order.length;
  if (W.shape.length !== 2 || !Number.isInteger(H) || W.shape[1] <= H) {
    throw new ShapeError(`${where}: W must be [${order.length}H, H+D], got [${W.shape.join(", ")}]`);
  }
  checkShape(where, "b", `[${order.length}H]`, [W.shape[0]], b);
  const rows = reorderBlocks(W, order);
  return {
    weight_ih: columns(rows, H, W.shape[1]),
    weight_hh: columns(rows, 0, H),
    bias_ih: reorderBlocks(b, order),
    bias_hh: Tensor.zeros(b.shape, b.dtype),
  };
}

/** The way back. */
export function joinCell(cell: TorchCell, order: readonly number[]): ChapterCell {
  return {
    W: reorderBlocks(besides(cell.weight_hh, cell.weight_ih), order),
    b: reorderBlocks(sum(cell.bias_ih, cell.bias_hh), order),
  };
}
