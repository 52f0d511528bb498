import { type DType, type Vec, zeros } from "../../tensor/dtype.js";
import type { Kernels } from "../kernels.js";
import { plain } from "../plain.js";
import { arrayKernels } from "./array-kernels.js";
import { attentionKernels } from "./attention-kernels.js";
import type { Heap } from "./heap.js";
import { productKernels } from "./product-kernels.js";
import { recurrenceKernels } from "./recurrence-kernels.js";
import type { Workshop } from "./workshop.js";

/** Room in the kernels' memory, or null; the first time there is none, one line says so. */
function allocateHere(heap: Heap, size: number): Vec | null {
  const room = heap.allocate(size);
  if (room || told.has(heap)) return room;
  told.add(heap);
  console.warn(
    `unrolled: the kernels' memory (${heap.bytes / 2 ** 20} MiB) is full; new models work outside it, and slower. ` +
      "Memory of models that are no longer used comes back when the kernel or program restarts.",
  );
  return null;
}

const told = new WeakSet<Heap>();

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
      (dtype === "float32" ? allocateHere(shop.heap, size) : null) ?? zeros(size, dtype),
  };
}
