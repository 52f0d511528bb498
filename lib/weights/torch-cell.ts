import { ShapeError } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import type { Tensor } from "../tensor/tensor.js";
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

/** H and D of a chapter cell's W: [G·H, H + D]. */
export function cellSizes(where: string, W: Tensor, G: number): { H: number; D: number } {
  const [rows, width] = W.shape;
  const H = rows / G;
  if (W.shape.length === 2 && Number.isInteger(H) && width > H) return { H, D: width - H };
  throw new ShapeError(`${where}: W must be [${G}H, H+D], got [${W.shape.join(", ")}]`);
}
