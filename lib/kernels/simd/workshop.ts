import type { Matrix } from "../matrix.js";
import type { Engine } from "./engine.js";
import type { Heap } from "./heap.js";
import type { Team } from "./threads.js";

/** What every kernel here works with: the compiled functions, the memory, and the threads. */
export type Workshop = { readonly engine: Engine; readonly heap: Heap; readonly team: Team };

/** The items that are there. */
export function present<Item>(...items: readonly (Item | null | undefined)[]): Item[] {
  return items.filter((item) => item != null);
}

/** The byte address of a row of a matrix in the kernels' memory. */
export function rowAddress({ data, offset, rowStride }: Matrix, row: number): number {
  return data.byteOffset + 4 * (offset + row * rowStride);
}
