import type { Vec } from "../../tensor/dtype.js";
import type { AdamStep, Kernels } from "../kernels.js";
import { plain } from "../plain.js";
import { Staging } from "./staging.js";
import type { Workshop } from "./workshop.js";

type Names =
  | "clear"
  | "axpy"
  | "scale"
  | "tanh"
  | "sumOfSquares"
  | "adam"
  | "softmaxCrossEntropy"
  | "gatherRows"
  | "scatterAddRows";

/** Loops over arrays in the kernels' memory; for others the plain kernels are as good. */
export function arrayKernels(shop: Workshop): Pick<Kernels, Names> {
  const { heap, engine } = shop;
  const { wasm } = engine;
  return {
    clear: (x) => (heap.holds(x) ? wasm.clear(x.byteOffset, x.length) : plain.clear(x)),
    axpy: (alpha, x, y) => {
      if (heap.holds(x) && heap.holds(y)) wasm.axpy(x.byteOffset, y.byteOffset, x.length, alpha);
      else plain.axpy(alpha, x, y);
    },
    scale: (alpha, x) => (heap.holds(x) ? wasm.scale(x.byteOffset, x.length, alpha) : plain.scale(alpha, x)),
    tanh: (x) => (heap.holds(x) ? wasm.tanh(x.byteOffset, x.length) : plain.tanh(x)),
    sumOfSquares: (x) => (heap.holds(x) ? wasm.sumOfSquares(x.byteOffset, x.length) : plain.sumOfSquares(x)),
    adam: (theta, g, m, v, step) => {
      if (![theta, g, m, v].every((array) => heap.holds(array))) return plain.adam(theta, g, m, v, step);
      adam(shop, [theta, g, m, v], step);
    },
    softmaxCrossEntropy: (dLogits, logits, targets, V, gradScale) =>
      crossEntropy(shop, dLogits, logits, targets, V, gradScale) ??
      plain.softmaxCrossEntropy(dLogits, logits, targets, V, gradScale),
    gatherRows: (out, table, ids, width) => {
      if (!heap.holds(out) || !heap.holds(table)) return plain.gatherRows(out, table, ids, width);
      const [to, from, bytes] = [out.byteOffset, table.byteOffset, 4 * width];
      for (let n = 0; n < ids.length; n++) wasm.move(to + n * bytes, from + ids[n] * bytes, bytes);
    },
    scatterAddRows: (dTable, ids, dOut, width) => {
      if (!heap.holds(dTable) || !heap.holds(dOut)) return plain.scatterAddRows(dTable, ids, dOut, width);
      const [to, from, bytes] = [dTable.byteOffset, dOut.byteOffset, 4 * width];
      for (let n = 0; n < ids.length; n++) wasm.addTo(from + n * bytes, to + ids[n] * bytes, width);
    },
  };
}

/** Parameter, gradient and moments. */
function adam({ team }: Workshop, arrays: readonly Vec[], step: AdamStep): void {
  const { rate, vScale, beta1, beta2, epsilon, gradScale } = step;
  const [theta, g, m, v] = arrays.map((array) => array.byteOffset);
  const n = arrays[0].length;
  const numbers = [rate, vScale, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, gradScale];
  team.run("adam", [theta, g, m, v, n, ...numbers], team.partsFor(20 * n));
}

/** The loss, or null when the memory is too full. */
function crossEntropy(
  { engine, heap, team }: Workshop,
  dLogits: Vec,
  logits: Vec,
  targets: Int32Array,
  V: number,
  gradScale: number,
): number | null {
  const N = targets.length;
  const staging = new Staging(engine, heap, [logits, targets], [dLogits]);
  let sum = 0;
  const done = staging.run(4 * N, (losses) => {
    const [to, from, ids] = [dLogits, logits, targets].map((array) => staging.address(array));
    team.run("crossEntropy", [to, from, ids, N, V, gradScale, losses], team.partsFor(20 * N * V));
    for (let n = 0; n < N; n++) sum += engine.floats[losses / 4 + n];
  });
  return done ? sum : null;
}
