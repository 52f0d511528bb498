import { type DType, type Vec, zeros } from "../../tensor/dtype.js";
import type { Kernels } from "../kernels.js";
import { plain } from "../plain.js";
import { arrayKernels } from "./array-kernels.js";
import { attentionKernels } from "./attention-kernels.js";
import { productKernels } from "./product-kernels.js";
import { recurrenceKernels } from "./recurrence-kernels.js";
import type { Workshop } from "./workshop.js";

/** The kernels on WebAssembly SIMD. What they have no loop for, or no room for, the plain kernels do on the same arrays. */
export function simdKernels(name: string, shop: Workshop): Kernels {
  return {
    ...plain,
    ...productKernels(shop),
    ...recurrenceKernels(shop),
    ...attentionKernels(shop),
    ...arrayKernels(shop),
    name,
    allocate: (size: number, dtype: DType): Vec =>
      (dtype === "float32" && shop.heap.allocate(size)) || zeros(size, dtype),
  };
}
