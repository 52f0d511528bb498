/*
 * The part of TensorFlow.js that this room uses, and nothing more. `unrolled` does not depend on TensorFlow.js: its own
 * types would not be there for a learner who has not installed it.
 */

/** What TensorFlow.js computes with. Its numbers live where the backend keeps them. */
export interface TfTensor {
  readonly shape: readonly number[];
  data(): Promise<ArrayLike<number>>;
  dataSync(): ArrayLike<number>;
  dispose(): void;
}

/** A tensor that training changes. The name is TensorFlow.js's own, unique in the process. */
export interface TfVariable extends TfTensor {
  readonly name: string;
  assign(value: TfTensor): void;
}

/** An operand; a number stands for a tensor without axes. */
export type TfOperand = TfTensor | number;

/** TensorFlow.js, whichever backend serves it: what `loadTfjs` returns, and what every twin takes as its first argument. */
export interface Tf {
  /** Frees all tensors that `body` made but for what it returns. */
  tidy<R>(body: () => R): R;
  /** Holds a tensor beyond the `tidy` it was made in. */
  keep<T extends TfTensor>(tensor: T): T;
  dispose(tensors: TfTensor | TfTensor[] | Record<string, TfTensor>): void;
  memory(): { readonly numTensors: number };

  /** TensorFlow.js may go on using the array: hand over a copy of what will change. */
  tensor(values: ArrayLike<number>, shape?: number[], dtype?: "float32" | "int32" | "bool"): TfTensor;
  scalar(value: number, dtype?: "float32" | "int32"): TfTensor;
  zeros(shape: number[]): TfTensor;
  zerosLike(a: TfTensor): TfTensor;
  oneHot(ids: TfTensor, size: number): TfTensor;
  variable(initial: TfTensor, trainable?: boolean): TfVariable;
  variableGrads(
    loss: () => TfTensor,
    variables?: TfVariable[],
  ): { readonly value: TfTensor; readonly grads: Record<string, TfTensor> };
  /** An operation with a gradient of its own; it is handed what `save` kept. */
  customGrad<I extends TfTensor[]>(
    operation: (...inputsAndSave: [...inputs: I, save: (kept: TfTensor[]) => void]) => {
      readonly value: TfTensor;
      readonly gradFunc: (dValue: TfTensor, kept: TfTensor[]) => TfTensor[];
    },
  ): (...inputs: I) => TfTensor;

  add(a: TfOperand, b: TfOperand): TfTensor;
  sub(a: TfOperand, b: TfOperand): TfTensor;
  mul(a: TfOperand, b: TfOperand): TfTensor;
  div(a: TfOperand, b: TfOperand): TfTensor;
  minimum(a: TfOperand, b: TfOperand): TfTensor;
  maximum(a: TfOperand, b: TfOperand): TfTensor;
  abs(a: TfTensor): TfTensor;
  neg(a: TfTensor): TfTensor;
  square(a: TfTensor): TfTensor;
  sqrt(a: TfTensor): TfTensor;
  tanh(a: TfTensor): TfTensor;
  sigmoid(a: TfTensor): TfTensor;
  isFinite(a: TfTensor): TfTensor;
  where(condition: TfTensor, a: TfTensor, b: TfTensor): TfTensor;
  cast(a: TfTensor, dtype: "float32" | "int32" | "bool"): TfTensor;

  sum(a: TfTensor, axis?: number | number[], keepDims?: boolean): TfTensor;
  max(a: TfTensor, axis?: number | number[], keepDims?: boolean): TfTensor;
  /** Along the last axis. */
  softmax(a: TfTensor): TfTensor;
  logSoftmax(a: TfTensor): TfTensor;

  /** The last two axes; the ones before are batches. */
  matMul(a: TfTensor, b: TfTensor, transposeA?: boolean, transposeB?: boolean): TfTensor;
  /** Has no gradient on wasm. */
  gather(table: TfTensor, ids: TfTensor): TfTensor;
  reshape(a: TfTensor, shape: number[]): TfTensor;
  transpose(a: TfTensor, axes?: number[]): TfTensor;
  split(a: TfTensor, parts: number | number[], axis: number): TfTensor[];
  /** Fails on its way back where there is only one part: see `slices`. */
  unstack(a: TfTensor, axis: number): TfTensor[];
  stack(tensors: TfTensor[], axis: number): TfTensor;
  concat(tensors: TfTensor[], axis: number): TfTensor;
}
