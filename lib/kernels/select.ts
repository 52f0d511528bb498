import type { DType } from "../tensor/dtype.js";
import { ArgumentError, checkChoice, describe } from "../tensor/errors.js";
import type { Kernels } from "./kernels.js";
import { plain } from "./plain.js";
import { loadSimd } from "./simd/load.js";

let float32: Kernels | null = null;

/**
 * Chooses the kernels of float32 work from here on: `"simd"` (WebAssembly, the default where it runs), `"plain"`, or some
 * of your own. Parameters made before stay where they are and still work.
 */
export function setKernels(kernels: "simd" | "plain" | Kernels): void {
  if (kernels === "plain") float32 = plain;
  else if (kernels === "simd") float32 = loadSimd();
  else if (typeof kernels === "object") float32 = kernels;
  else throw new ArgumentError(`setKernels: kernels must be "simd", "plain" or kernels, got ${describe(kernels)}`);
}

/** The kernels for a precision. float64 is for gradient checks and always runs the plain ones. */
export function getKernels(dtype: DType = "float32"): Kernels {
  if (dtype === "float64") return plain;
  float32 ??= choose();
  return float32;
}

/** UNROLLED_KERNELS=plain|simd, or SIMD wherever it loads and agrees with the plain kernels. */
function choose(): Kernels {
  const wanted = globalThis.process?.env?.UNROLLED_KERNELS ?? "simd";
  checkChoice("UNROLLED_KERNELS", "the environment variable", ["plain", "simd"], wanted);
  if (wanted === "plain") return plain;
  try {
    return loadSimd();
  } catch (error) {
    console.warn(
      `unrolled: the SIMD kernels do not run here (${(error as Error).message}); the plain ones do the work`,
    );
    return plain;
  }
}
