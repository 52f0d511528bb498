import { readFileSync } from "node:fs";
import type { DType } from "../tensor/dtype.js";
import type { Params } from "../tensor/params.js";
import { loadSafetensors } from "../weights/safetensors.js";

/** How far results may be from PyTorch's, relative to the largest number of the tensor. */
export const TOLERANCE: Readonly<Record<DType, number>> = { float64: 1e-10, float32: 1e-5 };

/** The tensors of a file in reference/values, and the facts that are not tensors. */
export function reference<Facts>(name: string): { tensors: Params; facts: Facts } {
  const bytes = readFileSync(new URL(`./reference/values/${name}.safetensors`, import.meta.url));
  const { tensors, metadata } = loadSafetensors(bytes);
  return { tensors, facts: JSON.parse(metadata.facts) as Facts };
}

/** The tensors whose names begin with `prefix`, under the rest of their names. */
export function withPrefix(tensors: Params, prefix: string): Params {
  const entries = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

/** max |a − b| / max |b|: what `TOLERANCE` bounds. Shapes must agree. */
export function distance(
  a: { readonly data: ArrayLike<number>; readonly shape: readonly number[] },
  b: { readonly data: ArrayLike<number>; readonly shape: readonly number[] },
): number {
  if (a.shape.join() !== b.shape.join()) throw new Error(`distance: [${a.shape}] and [${b.shape}]`);
  let [difference, largest] = [0, 0];
  for (let i = 0; i < b.data.length; i++) {
    if (!(Math.abs(a.data[i] - b.data[i]) <= difference)) difference = Math.abs(a.data[i] - b.data[i]);
    largest = Math.max(largest, Math.abs(b.data[i]));
  }
  return difference / (largest || 1);
}
