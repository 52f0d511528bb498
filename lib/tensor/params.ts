import { Tensor } from "./tensor.js";

/** Tensors by name: a model's parameters, their gradients, an optimiser's moments. */
export type Params = { readonly [name: string]: Tensor };

/** Zeros of the same names, shapes and precision: where a backward pass adds its gradients. */
export function zeroGrads<P extends Params>(params: P): P {
  const grads = Object.entries(params).map(([name, p]) => [name, Tensor.zeros(p.shape, p.dtype)]);
  return Object.fromEntries(grads) as P;
}

/** How many numbers the parameters hold together. */
export function countParams(params: Params): number {
  return Object.values(params).reduce((count, p) => count + p.size, 0);
}
