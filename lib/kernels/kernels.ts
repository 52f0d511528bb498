import type { DType, Vec } from "../tensor/dtype.js";
import type { AdditiveAttention, AdditiveAttentionGrads } from "./attention.js";
import type { Matrix } from "./matrix.js";
import type { GruGrads, GruRun, LstmGrads, LstmRun, RnnRun, RunGrads } from "./runs.js";

/** What one Adam update needs besides its arrays (Kingma & Ba 2015). */
export type AdamStep = {
  /** lr / (1 − β₁ᵗ): the learning rate with the first moment's bias correction. */
  readonly rate: number;
  /** 1 / (1 − β₂ᵗ): the second moment's bias correction. */
  readonly vScale: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Every gradient is multiplied by this first: the factor of clipping by the global norm, or 1. */
  readonly gradScale: number;
};

/**
 * The seam for speed: every loop over numbers that the layer tier spends its time in. `plain.ts` is the specification;
 * another implementation must agree with it within 1e−5 relative in float32.
 *
 * A caller may pass any typed array. Arrays from `allocate` (parameters and arenas lie there) are the fast path: they are
 * in the kernels' own memory. Shapes are the callers' promise. An output never overlaps an input unless it says so.
 */
export interface Kernels {
  /** Shown to people: "plain", … */
  readonly name: string;

  /** `size` zeros that live as long as someone holds them. */
  allocate(size: number, dtype: DType): Vec;

  /** x = 0. */
  clear(x: Vec): void;
  /** C = A. */
  copy(C: Matrix, A: Matrix): void;
  /** C = A B, or C += A B. The entries of a row of C lie side by side; A and B may be transposed or sliced. */
  gemm(C: Matrix, A: Matrix, B: Matrix, accumulate: boolean): void;
  /**
   * B ready for products with A of so many rows, all products together, until B's numbers change. `room` gives memory for a
   * copy in another order; the kernels may do without and return B as it is.
   */
  prepare(B: Matrix, rows: number, room: (size: number) => Vec): Matrix;
  /** Adds `bias` to every row of A. */
  addBias(A: Matrix, bias: Vec): void;
  /** out += the sum of A's rows: a bias's gradient. */
  addColumnSums(out: Vec, A: Matrix): void;

  /** y += alpha x. */
  axpy(alpha: number, x: Vec, y: Vec): void;
  /** x *= alpha. */
  scale(alpha: number, x: Vec): void;
  /** x = tanh x. */
  tanh(x: Vec): void;
  /** Σx², summed in float64. */
  sumOfSquares(x: Vec): number;
  /** One Adam update of θ from g, in place; m and v are its moments. */
  adam(theta: Vec, g: Vec, m: Vec, v: Vec, step: AdamStep): void;

  /** out[n] = table[ids[n]]. table: [V, width], out: [N, width]. */
  gatherRows(out: Vec, table: Vec, ids: Int32Array, width: number): void;
  /** dTable[ids[n]] += dOut[n]; an id may come more than once. */
  scatterAddRows(dTable: Vec, ids: Int32Array, dOut: Vec, width: number): void;

  /**
   * Softmax and cross-entropy in one pass over logits [N, V]: returns −Σ ln p[targets[n]] in nats and writes
   * dLogits = gradScale · (p − y). Rows whose target is negative (padding) count nothing and get zeros.
   * dLogits may be `logits` itself.
   */
  softmaxCrossEntropy(dLogits: Vec, logits: Vec, targets: Int32Array, V: number, gradScale: number): number;

  /** Steps [from, to) of a recurrence, in the order of its direction; see `runs.ts` for what lies where. */
  rnnForward(run: RnnRun, from: number, to: number): void;
  lstmForward(run: LstmRun, from: number, to: number): void;
  gruForward(run: GruRun, from: number, to: number): void;
  /** The same steps the other way round: fills dGates and carries dhNext back. */
  rnnBackward(run: RnnRun, grads: RunGrads, from: number, to: number): void;
  lstmBackward(run: LstmRun, grads: LstmGrads, from: number, to: number): void;
  gruBackward(run: GruRun, grads: GruGrads, from: number, to: number): void;

  /** One query a row, q: [B, A] → weights alpha: [B, T] and context: [B, H]; see `attention.ts`. */
  additiveAttentionForward(run: AdditiveAttention, q: Vec, alpha: Vec, context: Vec): void;
  /** dContext: [B, H] → dq: [B, A]; adds into `grads`. The tanh is computed again. */
  additiveAttentionBackward(
    run: AdditiveAttention,
    grads: AdditiveAttentionGrads,
    q: Vec,
    alpha: Vec,
    dContext: Vec,
    dq: Vec,
  ): void;
  /** Softmax of each row of e: [N, T], in place, over the first lengths[n mod B] entries of row n; the others become 0. */
  softmaxRows(e: Vec, T: number, lengths: Int32Array | null): void;
  /** dα → de for each row of [N, T], in place: de = α (dα − Σ α dα). */
  softmaxRowsBackward(dAlpha: Vec, alpha: Vec, T: number): void;
}
