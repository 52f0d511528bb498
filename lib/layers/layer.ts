import { type Shapes, sharedBlocks, zeroBlock } from "../kernels/blocks.js";
import { getKernels } from "../kernels/select.js";
import { type DType, dtypeOf } from "../tensor/dtype.js";
import type { Params } from "../tensor/params.js";

/*
 * The layer tier: batches of whole sequences, built for speed, in the same pattern as the cells.
 *
 *   const { output, …, cache } = layer.forward(x, …);       // cache: what this call's backward needs
 *   const { dx, … } = layer.backward(cache, dOutput, …);    // adds (+=) into layer.grads
 *
 * - Sequences are time-major, [T, B, D]; recurrent layers take `batchFirst` for [B, T, D].
 * - A layer owns `params` and `grads`: tensors under PyTorch's names, each of the two in one contiguous block, so that
 *   clipping and the optimiser can run over it in one go (`sharedBlocks`). `zeroLayerGrads(layer)` starts a new step.
 * - Recurrent layers: `lstm.forward(x, { h0, c0, lengths, rng })` → `{ output, hN, cN, cache }` and
 *   `lstm.backward(cache, dOutput, { dhN, dcN })` → `{ dx, dh0, dc0 }`; states are [layers·directions, B, H], and null
 *   stands for a dOutput that is zero. Where x is data, `{ inputGradient: false }` saves the time
 *   for dx. `lengths` are the rows' real lengths; an `rng` switches dropout on.
 * - A layer keeps no state of a call. It may run several times before it goes back, once per cache; gradients add up.
 * - Results are tensors of the layer's precision. They may share memory with the cache: read them, do not write to them.
 *   Gradients that come back (`dx`, `dh0`) are the caller's own.
 * - Every array a call makes comes from `empty`/`zeroed` (kernels/arena.ts): fresh by default, recycled inside `Arena.run`.
 * - All heavy loops go through `getKernels(dtype)`; no layer knows which kernels run.
 * - Errors name the call, the argument and the sizes: `LSTM.forward: x must be [T, B, D] = [7, 3, 5], got [7, 3, 4]`.
 */

/** Parameters and their gradients, under the same names. A model made of layers is one too: see `joinLayers`. */
export type Layer<P extends Params = Params> = { readonly params: P; readonly grads: P };

/** Zero parameters and gradients of the given shapes, each in one block of the kernels' memory. */
export function makeParams<P extends Params>(shapes: Shapes<P>, dtype: DType): Layer<P> {
  return { params: zeroBlock<P>(shapes, dtype), grads: zeroBlock<P>(shapes, dtype) };
}

/** Sets every gradient to zero. */
export function zeroLayerGrads({ grads }: Layer): void {
  for (const [g] of sharedBlocks(grads)) getKernels(dtypeOf(g)).clear(g);
}

/**
 * Several layers as one: the same tensors under dotted names, as in a PyTorch state dict.
 *
 * @example joinLayers({ embed, lstm }).params["lstm.weight_ih_l0"]
 */
export function joinLayers(layers: Readonly<Record<string, Layer>>): Layer {
  return { params: join(layers, "params"), grads: join(layers, "grads") };
}

function join(layers: Readonly<Record<string, Layer>>, which: "params" | "grads"): Params {
  const entries = Object.entries(layers).flatMap(([prefix, layer]) =>
    Object.entries(layer[which]).map(([name, tensor]) => [`${prefix}.${name}`, tensor] as const),
  );
  return Object.fromEntries(entries);
}
