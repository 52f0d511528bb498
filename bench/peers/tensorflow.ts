/*
 * The part of TensorFlow.js that the peer uses. It is not a dependency of the project (`npm run bench:peers` installs it
 * beside), so its own types are not there to check against.
 */

export type Tensor = { readonly shape: readonly number[]; readonly name: string; dataSync(): ArrayLike<number> };

export interface TensorFlow {
  readonly version_core?: string;
  readonly version?: Readonly<Record<string, string>>;
  readonly train: { adam(rate: number): { applyGradients(grads: Readonly<Record<string, Tensor>>): void } };
  setBackend(name: string): Promise<boolean>;
  tidy<R>(body: () => R): R;
  variable(initial: Tensor): Tensor;
  variableGrads(loss: () => Tensor): { value: Tensor; grads: Readonly<Record<string, Tensor>> };

  tensor(values: ArrayLike<number>, shape: readonly number[], dtype: "float32" | "int32"): Tensor;
  randomUniform(shape: readonly number[], low: number, high: number): Tensor;
  randomNormal(shape: readonly number[]): Tensor;
  zeros(shape: readonly number[]): Tensor;
  scalar(value: number): Tensor;
  oneHot(ids: Tensor, size: number): Tensor;
  cast(a: Tensor, dtype: "float32"): Tensor;

  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  div(a: Tensor, b: Tensor): Tensor;
  minimum(a: Tensor, b: Tensor): Tensor;
  neg(a: Tensor): Tensor;
  square(a: Tensor): Tensor;
  sqrt(a: Tensor): Tensor;
  tanh(a: Tensor): Tensor;
  sigmoid(a: Tensor): Tensor;
  softmax(a: Tensor): Tensor;
  logSoftmax(a: Tensor): Tensor;
  sum(a: Tensor, axis?: number): Tensor;
  mean(a: Tensor): Tensor;

  matMul(a: Tensor, b: Tensor): Tensor;
  gather(table: Tensor, ids: Tensor): Tensor;
  reshape(a: Tensor, shape: readonly number[]): Tensor;
  transpose(a: Tensor): Tensor;
  split(a: Tensor, parts: number | readonly number[], axis: number): Tensor[];
  unstack(a: Tensor, axis: number): Tensor[];
  stack(tensors: readonly Tensor[], axis: number): Tensor;
  concat(tensors: readonly Tensor[], axis: number): Tensor;
}
