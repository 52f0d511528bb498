/*
 * The part of jax-js that the peer uses. It is not a dependency of the project (`npm run bench:peers` installs it beside),
 * so its own types are not there to check against. Every operation takes its arguments over; `x.ref` keeps x for another use.
 */

/** The part of an array that the peer uses. */
export type NdArray = {
  readonly ref: NdArray;
  readonly shape: number[];
  add(x: NdArray | number): NdArray;
  sub(x: NdArray | number): NdArray;
  mul(x: NdArray | number): NdArray;
  div(x: NdArray | number): NdArray;
  sum(axis?: number): NdArray;
  reshape(shape: number[]): NdArray;
  slice(range: [from: number, to: number]): NdArray;
  dataSync(): ArrayLike<number>;
  dispose(): void;
};

/** The part of the library. */
export type Jax = {
  readonly numpy: Readonly<Record<"tanh" | "square" | "sqrt", (x: NdArray) => NdArray>> & {
    array(values: Float32Array | number): NdArray;
    zeros(shape: number[]): NdArray;
    concatenate(arrays: NdArray[], axis: number): NdArray;
    split(x: NdArray, parts: number, axis: number): NdArray[];
    matmul(a: NdArray, b: NdArray): NdArray;
    minimum(a: NdArray, b: NdArray): NdArray;
  };
  readonly nn: Readonly<Record<"softmax" | "logSoftmax", (x: NdArray, axis: number) => NdArray>> & {
    sigmoid(x: NdArray): NdArray;
  };
  init(device: "wasm"): Promise<unknown>;
  defaultDevice(device: "wasm"): void;
  jit<F>(f: F): F;
  valueAndGrad(f: (params: Params) => NdArray): (params: Params) => [value: NdArray, grads: Params];
};

export type Params = Record<string, NdArray>;
