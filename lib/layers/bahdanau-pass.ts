import type { BahdanauParams } from "../attention/bahdanau.js";
import { empty, prepared, zeroed } from "../kernels/arena.js";
import type { AdditiveAttention } from "../kernels/attention.js";
import type { Kernels } from "../kernels/kernels.js";
import { asMatrix, type Matrix, sliceRows, transpose } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Layer } from "./layer.js";

/** What queries are compared with: the encoder's states h: [T, B, H], and keys = W₂ h + b₂: [T, B, A]. */
export type BahdanauMemory = { readonly h: Tensor; readonly keys: Tensor; readonly lengths: Int32Array | null };

/** The keys are the same for every query: one product for all positions. */
export function bahdanauMemory(
  { params }: Layer<BahdanauParams>,
  h: Tensor,
  lengths: Int32Array | null,
): BahdanauMemory {
  const { "W2.weight": W2, "W2.bias": b2 } = params;
  const kernels = getKernels(h.dtype);
  const keys = empty([h.shape[0], h.shape[1], W2.shape[0]], h.dtype);
  kernels.gemm(asMatrix(keys), asMatrix(h), transpose(asMatrix(W2)), false);
  kernels.addBias(asMatrix(keys), b2.data);
  return { h, keys, lengths };
}

/**
 * Bahdanau's attention over one batch of encoder states, query after query: its buffers, its way forward and back.
 * A decoder needs its query's context before it can make the next query, so that is done step by step; dW₁, dW₂ and what
 * dh gets through the keys are one product each.
 */
export class BahdanauPass {
  /** [queries, B, H] and [queries, B, T]. */
  readonly context: Tensor;
  readonly alpha: Tensor;
  private readonly kernels: Kernels;
  private readonly run: AdditiveAttention;
  /** The queries as they came, [queries, B, S], and after W₁: [queries, B, A]. */
  private readonly s: Tensor;
  private readonly q: Tensor;
  private readonly W1Transposed: Matrix;
  private grads: { readonly W1: Matrix; readonly dq: Tensor; readonly dKeys: Tensor; readonly dh: Tensor } | null =
    null;

  constructor(
    private readonly layer: Layer<BahdanauParams>,
    private readonly memory: BahdanauMemory,
    queries: number,
  ) {
    const { h, keys, lengths } = memory;
    const { "W1.weight": W1, "v.weight": v } = layer.params;
    const [[A, S], [T, B, H], { dtype }] = [W1.shape, h.shape, h];
    this.kernels = getKernels(dtype);
    this.s = empty([queries, B, S], dtype);
    this.q = empty([queries, B, A], dtype);
    this.context = empty([queries, B, H], dtype);
    this.alpha = empty([queries, B, T], dtype);
    this.run = { T, B, A, H, lengths, v: v.data, keys: keys.data, h: h.data };
    this.W1Transposed = prepared(transpose(asMatrix(W1)), queries * B);
  }

  /** The t-th query, s: [B, S]; fills context and alpha at t. */
  forward(t: number, s: Matrix): void {
    const { "W1.bias": b1 } = this.layer.params;
    const q = this.rows(this.q, t);
    this.kernels.copy(this.rows(this.s, t), s);
    this.kernels.gemm(q, s, this.W1Transposed, false);
    this.kernels.addBias(q, b1.data);
    this.kernels.additiveAttentionForward(this.run, this.q.row(t), this.alpha.row(t), this.context.row(t));
  }

  /** Begins a way back. */
  startBackward(): void {
    const { h, keys } = this.memory;
    const { dtype } = h;
    const W1 = prepared(asMatrix(this.layer.params["W1.weight"]), asMatrix(this.q).rows);
    this.grads = { W1, dq: empty(this.q.shape, dtype), dKeys: zeroed(keys.shape, dtype), dh: zeroed(h.shape, dtype) };
  }

  /** dContext: [B, H] arriving at the t-th context; adds to ds: [B, S]. */
  backward(t: number, dContext: Tensor, ds: Matrix): void {
    const { W1, dq, dKeys, dh } = this.opened;
    const into = { dv: this.layer.grads["v.weight"].data, dKeys: dKeys.data, dh: dh.data };
    this.kernels.additiveAttentionBackward(this.run, into, this.q.row(t), this.alpha.row(t), dContext.data, dq.row(t));
    this.kernels.gemm(ds, this.rows(dq, t), W1, true);
  }

  /** Adds the gradients of W₁ and W₂, each one product over all queries or positions; returns dh: [T, B, H]. */
  finishBackward(): Tensor {
    const { dq, dKeys, dh } = this.opened;
    const { params, grads } = this.layer;
    this.kernels.gemm(asMatrix(grads["W1.weight"]), transpose(asMatrix(dq)), asMatrix(this.s), true);
    this.kernels.addColumnSums(grads["W1.bias"].data, asMatrix(dq));
    this.kernels.gemm(asMatrix(grads["W2.weight"]), transpose(asMatrix(dKeys)), asMatrix(this.memory.h), true);
    this.kernels.addColumnSums(grads["W2.bias"].data, asMatrix(dKeys));
    this.kernels.gemm(asMatrix(dh), asMatrix(dKeys), asMatrix(params["W2.weight"]), true);
    return dh;
  }

  private get opened() {
    if (!this.grads) throw new Error("BahdanauPass: backward before startBackward");
    return this.grads;
  }

  /** The rows of query t. */
  private rows(all: Tensor, t: number): Matrix {
    const B = all.shape[1];
    return sliceRows(asMatrix(all), t * B, B);
  }
}
