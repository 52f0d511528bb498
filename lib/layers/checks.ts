import { describe, ShapeError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";

/** Refuses anything but a tensor whose last axis is `size`: `Linear.forward: x must be [.., in] = [.., 3], got [7, 4]`. */
export function checkLastAxis(where: string, name: string, symbol: string, size: number, x: Tensor): void {
  if (Array.isArray(x?.shape) && x.shape.at(-1) === size) return;
  throw new ShapeError(`${where}: ${name} must be [.., ${symbol}] = [.., ${size}], got ${describe(x)}`);
}
