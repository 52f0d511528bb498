import { type DType, type Vec, zeros } from "../tensor/dtype.js";
import type { AdamStep, Kernels } from "./kernels.js";
import type { Matrix } from "./matrix.js";
import {
  additiveAttentionBackward,
  additiveAttentionForward,
  softmaxRows,
  softmaxRowsBackward,
} from "./plain/attention.js";
import { addBias, addColumnSums, copy, gemm } from "./plain/gemm.js";
import { gruBackward, gruForward } from "./plain/gru.js";
import { lstmBackward, lstmForward } from "./plain/lstm.js";
import { rnnBackward, rnnForward } from "./plain/rnn.js";

/** The specification: loops in the order of the formulas, in float32 or float64. Sums run in float64. */
export const plain: Kernels = {
  name: "plain",
  allocate: (size: number, dtype: DType): Vec => zeros(size, dtype),
  clear: (x: Vec): void => void x.fill(0),
  copy,
  gemm,
  prepare: (B: Matrix): Matrix => B,
  addBias,
  addColumnSums,
  axpy,
  scale,
  tanh,
  sumOfSquares,
  adam,
  gatherRows,
  scatterAddRows,
  softmaxCrossEntropy,
  rnnForward,
  rnnBackward,
  lstmForward,
  lstmBackward,
  gruForward,
  gruBackward,
  additiveAttentionForward,
  additiveAttentionBackward,
  softmaxRows,
  softmaxRowsBackward,
};

function axpy(alpha: number, x: Vec, y: Vec): void {
  for (let i = 0; i < x.length; i++) y[i] += alpha * x[i];
}

function scale(alpha: number, x: Vec): void {
  for (let i = 0; i < x.length; i++) x[i] *= alpha;
}

function tanh(x: Vec): void {
  for (let i = 0; i < x.length; i++) x[i] = Math.tanh(x[i]);
}

function sumOfSquares(x: Vec): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return sum;
}

function adam(theta: Vec, g: Vec, m: Vec, v: Vec, step: AdamStep): void {
  const { rate, vScale, beta1, beta2, epsilon, gradScale } = step;
  for (let i = 0; i < theta.length; i++) {
    const gi = gradScale * g[i];
    m[i] = beta1 * m[i] + (1 - beta1) * gi;
    v[i] = beta2 * v[i] + (1 - beta2) * gi * gi;
    theta[i] -= (rate * m[i]) / (Math.sqrt(v[i] * vScale) + epsilon);
  }
}

function gatherRows(out: Vec, table: Vec, ids: Int32Array, width: number): void {
  for (let n = 0; n < ids.length; n++) {
    for (let j = 0, to = n * width, from = ids[n] * width; j < width; j++) out[to + j] = table[from + j];
  }
}

function scatterAddRows(dTable: Vec, ids: Int32Array, dOut: Vec, width: number): void {
  for (let n = 0; n < ids.length; n++) {
    for (let j = 0, to = ids[n] * width, from = n * width; j < width; j++) dTable[to + j] += dOut[from + j];
  }
}

function softmaxCrossEntropy(dLogits: Vec, logits: Vec, targets: Int32Array, V: number, gradScale: number): number {
  let loss = 0;
  for (let n = 0, at = 0; n < targets.length; n++, at += V) {
    if (targets[n] < 0) dLogits.fill(0, at, at + V);
    else loss += rowCrossEntropy(dLogits, logits, at, targets[n], V, gradScale);
  }
  return loss;
}

/** Shifted by the row's maximum so that exp never overflows. */
function rowCrossEntropy(dLogits: Vec, logits: Vec, at: number, target: number, V: number, gradScale: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let j = at; j < at + V; j++) max = Math.max(max, logits[j]);
  const shifted = logits[at + target] - max; // read before dLogits, which may be the same array, is written
  let sum = 0;
  for (let j = at; j < at + V; j++) {
    const e = Math.exp(logits[j] - max);
    dLogits[j] = e;
    sum += e;
  }
  for (let j = at; j < at + V; j++) dLogits[j] *= gradScale / sum;
  dLogits[at + target] -= gradScale; // p − y
  return Math.log(sum) - shifted;
}
