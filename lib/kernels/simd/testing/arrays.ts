import type { Vec } from "../../../tensor/dtype.js";
import { Rng } from "../../../tensor/rng.js";
import type { Kernels } from "../../kernels.js";
import { allowFlags } from "../flags.js";
import type { GemmShape } from "../gemm-code.js";
import { loadSimd } from "../load.js";

allowFlags();
/** Every way of multiplying. */
export const shapes: GemmShape[] = [
  { fma: false, rows: 4, columns: 8 },
  { fma: true, rows: 4, columns: 8 },
  { fma: true, rows: 6, columns: 16 },
];
/** The kernels of one of them, on one thread. */
export const load = (shape: GemmShape): Kernels => loadSimd({ shape, threads: 1, memory: 2 ** 26 });

/** Largest difference, relative to the largest number: NaN counts as infinite. */
export function difference(actual: Vec, expected: Vec): number {
  let [worst, largest] = [0, 1e-30];
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i] - expected[i]);
    worst = Math.max(worst, Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap);
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return worst / largest;
}

/** Random arrays in the kernels' memory (aligned or not), or outside it. */
export class Arrays {
  readonly rng: Rng;
  constructor(
    private readonly kernels: Kernels,
    seed: number,
    private readonly where: "inside" | "unaligned" | "outside",
  ) {
    this.rng = new Rng(seed);
  }

  random(size: number, scale = 0.5): Vec {
    const shift = this.where === "unaligned" ? 1 : 0;
    const room = this.where === "outside" ? new Float32Array(size) : this.kernels.allocate(size + shift, "float32");
    const data = room.subarray(shift, shift + size);
    for (let i = 0; i < size; i++) data[i] = this.rng.normal(0, scale);
    return data;
  }
}
