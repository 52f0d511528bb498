import type { Vec } from "../../tensor/dtype.js";
import type { AdamStep, Kernels } from "../kernels.js";
import { plain } from "../plain.js";
import { rowScratch } from "./cross-entropy.js";
import type { Engine } from "./engine.js";
import { roundUp } from "./heap.js";
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

/** Loops over arrays in the kernels' memory: whole fours here, what is left over by the plain kernels. */
export function arrayKernels(shop: Workshop): Pick<Kernels, Names> {
  const { heap, engine } = shop;
  const { wasm } = engine;
  return {
    clear: (x) => {
      const whole = heap.holds(x) ? wholeFours(x) : 0;
      wasm.clear(x.byteOffset, whole);
      for (let i = whole; i < x.length; i++) x[i] = 0;
    },
    axpy: (alpha, x, y) => {
      const whole = heap.holds(x) && heap.holds(y) ? wholeFours(x) : 0;
      wasm.axpy(x.byteOffset, y.byteOffset, whole, alpha);
      for (let i = whole; i < x.length; i++) y[i] += alpha * x[i];
    },
    scale: (alpha, x) => {
      const whole = heap.holds(x) ? wholeFours(x) : 0;
      wasm.scale(x.byteOffset, whole, alpha);
      for (let i = whole; i < x.length; i++) x[i] *= alpha;
    },
    tanh: (x) => {
      const whole = heap.holds(x) ? wholeFours(x) : 0;
      wasm.tanh(x.byteOffset, whole);
      for (let i = whole; i < x.length; i++) x[i] = Math.tanh(x[i]);
    },
    sumOfSquares: (x) => {
      const whole = heap.holds(x) ? wholeFours(x) : 0;
      let sum = wasm.sumOfSquares(x.byteOffset, whole);
      for (let i = whole; i < x.length; i++) sum += x[i] * x[i];
      return sum;
    },
    adam: (theta, g, m, v, step) => {
      if ([theta, g, m, v].every((array) => heap.holds(array))) adam(shop, [theta, g, m, v], step);
      else plain.adam(theta, g, m, v, step);
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
      if (width % 4 !== 0 || !heap.holds(dTable) || !heap.holds(dOut)) {
        return plain.scatterAddRows(dTable, ids, dOut, width);
      }
      const [to, from, bytes] = [dTable.byteOffset, dOut.byteOffset, 4 * width];
      for (let n = 0; n < ids.length; n++) wasm.addTo(from + n * bytes, to + ids[n] * bytes, width);
    },
  };
}

const wholeFours = (x: Vec): number => x.length - (x.length % 4);

/** Parameter, gradient and moments. The last few numbers go through the same code, so that no place in an array differs. */
function adam({ engine, heap, team }: Workshop, arrays: readonly Vec[], step: AdamStep): void {
  const { rate, vScale, beta1, beta2, epsilon, gradScale } = step;
  const numbers = [rate, vScale, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, gradScale] as const;
  const whole = wholeFours(arrays[0]);
  team.run("adam", [...arrays.map((array) => array.byteOffset), whole, ...numbers], team.partsFor(20 * whole));
  if (whole === arrays[0].length) return;
  const rest = arrays.map((array) => array.subarray(whole));
  heap.scratch(64, (address) => {
    const fours = rest.map((array, k) => copyIn(engine, array, address + 16 * k));
    engine.wasm.adam(address, address + 16, address + 32, address + 48, 4, ...numbers);
    for (const [k, array] of rest.entries()) array.set(fours[k]);
  });
}

/** Puts up to four numbers at an address, and gives the view of them there. */
function copyIn({ floats }: Engine, array: Vec, address: number): Float32Array {
  const there = floats.subarray(address / 4, address / 4 + array.length);
  there.set(array);
  return there;
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
  const parts = team.partsFor(20 * N * V);
  const [losses, each] = [roundUp(4 * N), rowScratch(V)];
  let sum = 0;
  const done = staging.run(losses + parts * each, (scratch) => {
    const addresses = [dLogits, logits, targets].map((array) => staging.address(array));
    team.run("crossEntropy", [...addresses, N, V, gradScale, scratch, scratch + losses, each], parts);
    for (let n = 0; n < N; n++) sum += engine.floats[scratch / 4 + n];
  });
  return done ? sum : null;
}
