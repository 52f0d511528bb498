import { empty } from "../kernels/arena.js";
import { matrix } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import { checkInteger, ShapeError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";

/** [T, B, n] as [B, T, n], or the other way round; a copy. */
export function swapTimeAndBatch(x: Tensor): Tensor {
  const [outer, inner, width] = x.shape;
  const swapped = empty([inner, outer, width], x.dtype);
  const kernels = getKernels(x.dtype);
  for (let i = 0; i < outer; i++) {
    const rows = { ...matrix(swapped.data, inner, width, i * width), rowStride: outer * width };
    kernels.copy(rows, matrix(x.data, inner, width, i * inner * width));
  }
  return swapped;
}

/** Zeros wherever a row has ended. x: [T, B, n]. */
export function clearPadding(x: Tensor, lengths: Int32Array): void {
  const [T, B, width] = x.shape;
  for (let b = 0; b < B; b++) {
    for (let t = lengths[b]; t < T; t++) x.data.fill(0, (t * B + b) * width, (t * B + b + 1) * width);
  }
}

/** Refuses anything but B whole numbers in `least` … T. */
export function checkLengths(where: string, T: number, B: number, lengths: ArrayLike<number>, least = 1): Int32Array {
  if (lengths.length !== B) throw new ShapeError(`${where}: lengths must be [B] = [${B}], got [${lengths.length}]`);
  for (let b = 0; b < B; b++) {
    checkInteger(where, `lengths[${b}]`, lengths[b], least);
    if (lengths[b] > T) throw new ShapeError(`${where}: lengths[${b}] must be at most T = ${T}, got ${lengths[b]}`);
  }
  return lengths instanceof Int32Array ? lengths : Int32Array.from(lengths);
}
