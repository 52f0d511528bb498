import type { Vec } from "../../tensor/dtype.js";
import type { AdamStep, Kernels } from "../kernels.js";
import { plain } from "../plain.js";
import type { Engine } from "./engine.js";
import type { Workshop } from "./workshop.js";

type Names = "axpy" | "scale" | "sumOfSquares" | "adam" | "softmaxCrossEntropy";

/** Loops over arrays in the kernels' memory: whole fours here, what is left over by the plain kernels. */
export function arrayKernels(shop: Workshop): Pick<Kernels, Names> {
  const { wasm } = shop.engine;
  const holds = (...arrays: readonly Vec[]) => arrays.every((array) => shop.heap.holds(array));
  return {
    axpy: (alpha, x, y) => {
      const whole = holds(x, y) ? wholeFours(x) : 0;
      wasm.axpy(x.byteOffset, y.byteOffset, whole, alpha);
      plain.axpy(alpha, x.subarray(whole), y.subarray(whole));
    },
    scale: (alpha, x) => {
      const whole = holds(x) ? wholeFours(x) : 0;
      wasm.scale(x.byteOffset, whole, alpha);
      plain.scale(alpha, x.subarray(whole));
    },
    sumOfSquares: (x) => {
      const whole = holds(x) ? wholeFours(x) : 0;
      return wasm.sumOfSquares(x.byteOffset, whole) + plain.sumOfSquares(x.subarray(whole));
    },
    adam: (theta, g, m, v, step) => {
      if (holds(theta, g, m, v)) adam(shop, [theta, g, m, v], step);
      else plain.adam(theta, g, m, v, step);
    },
    softmaxCrossEntropy: (dLogits, logits, targets, V, gradScale) => {
      if (V % 4 !== 0 || !holds(dLogits, logits)) {
        return plain.softmaxCrossEntropy(dLogits, logits, targets, V, gradScale);
      }
      let loss = 0;
      for (let n = 0; n < targets.length; n++) {
        const row = { from: logits.byteOffset + 4 * n * V, to: dLogits.byteOffset + 4 * n * V };
        if (targets[n] < 0) dLogits.fill(0, n * V, (n + 1) * V);
        else loss += rowCrossEntropy(shop.engine, row, targets[n], V, gradScale);
      }
      return loss;
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

/** −ln p[target] of a row; writes gradScale · (p − y). */
function rowCrossEntropy(
  { wasm, floats }: Engine,
  { from, to }: { readonly from: number; readonly to: number },
  target: number,
  V: number,
  gradScale: number,
): number {
  const max = wasm.max(from, V);
  const shifted = floats[from / 4 + target] - max;
  const sum = wasm.expShifted(to, from, V, max);
  wasm.scale(to, V, gradScale / sum);
  floats[to / 4 + target] -= gradScale;
  return Math.log(sum) - shifted;
}
