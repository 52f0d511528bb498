import type { DType } from "../tensor/dtype.js";
import type { Kernels } from "./kernels.js";
import { plain } from "./plain.js";

let float32: Kernels = plain;

/** Chooses the kernels of float32 work from here on. Parameters made before stay where they are and still work. */
export function setKernels(kernels: Kernels): void {
  float32 = kernels;
}

/** The kernels for a precision. float64 is for gradient checks and always runs the plain ones. */
export function getKernels(dtype: DType = "float32"): Kernels {
  return dtype === "float64" ? plain : float32;
}
