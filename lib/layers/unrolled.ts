import { empty, prepared, zeroed } from "../kernels/arena.js";
import type { Kernels } from "../kernels/kernels.js";
import { asMatrix, type Matrix, matrix, sliceColumns, sliceRows, transpose } from "../kernels/matrix.js";
import type { Run, RunGrads } from "../kernels/runs.js";
import { getKernels } from "../kernels/select.js";
import type { DType, Vec } from "../tensor/dtype.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Layer } from "./layer.js";

/** The weights of one direction of one layer. weight_ih: [G·H, D], weight_hh: [G·H, H], biases: [G·H]. */
export type DirectionParams = {
  readonly weight_ih: Tensor;
  readonly weight_hh: Tensor;
  readonly bias_ih: Tensor;
  readonly bias_hh: Tensor;
};

/** What a direction reads. x: [T, B, D], from the end when `reverse`, each row up to its length. */
export type DirectionInput = {
  readonly x: Tensor;
  readonly reverse: boolean;
  readonly lengths: Int32Array | null;
};

/**
 * One direction of one recurrent layer, unrolled over a batch (ch. 9, "Backpropagation Through Time (BPTT)"). What does not depend
 * on the state is one product over all times: the input projection on the way forward, dx and every dW on the way back.
 * Only h W_hᵀ and dGates W_h are done step by step, in the kernels.
 *
 * Use: `setInitialState`, `forward`, read `outputs` and `finalState`; then `startBackward`, `backward`, read `dState`,
 * `inputGradient`, `addWeightGradients`. A decoder that learns part of each input only from the state before it says so
 * with `completeLater`, and then calls `forward(t, t + 1)`, or `backward(t, t + 1)` and `laterGradient`, in turn.
 */
export abstract class Unrolled<R extends Run = Run, G extends RunGrads = RunGrads> {
  /** The buffers of the way forward and of the way back: see kernels/runs.ts. */
  protected abstract readonly run: R;
  protected grads!: G;
  /** h, or h and c: [T + 1, B, H] each; and the gradients on their way back: [B, H] each. */
  protected abstract readonly states: readonly Vec[];
  protected dStates: readonly Tensor[] = [];
  /** Of the columns of x that come step by step: where they begin, and W_x's columns for them, there and back. */
  private later: { readonly known: number; readonly there: Matrix; back: Matrix } | null = null;

  protected readonly kernels: Kernels;
  protected readonly dtype: DType;
  protected readonly params: DirectionParams;

  constructor(
    protected readonly weights: Layer<DirectionParams>,
    readonly input: DirectionInput,
  ) {
    this.params = weights.params;
    this.dtype = weights.params.weight_hh.dtype;
    this.kernels = getKernels(this.dtype);
  }

  /** The kernels' steps, there and back. */
  protected abstract stepsForward(from: number, to: number): void;
  protected abstract stepsBackward(from: number, to: number): void;
  /** Adds the buffers that this recurrence needs on the way back. */
  protected abstract openGrads(grads: RunGrads): G;

  /** The buffers every recurrence has. */
  protected openRun(): Run {
    const { x, reverse, lengths } = this.input;
    const [T, B] = x.shape;
    const [width, H] = this.params.weight_hh.shape;
    const gates = empty([T, B, width], this.dtype).data;
    const { weight_hh } = this.params;
    const WhTransposed = prepared(transpose(asMatrix(weight_hh)), T * B);
    return { T, B, H, reverse, lengths, Wh: weight_hh.data, WhTransposed, gates, h: this.openState(T, B, H) };
  }

  protected openState(T: number, B: number, H: number): Vec {
    return empty([T + 1, B, H], this.dtype).data;
  }

  /** Sets the k-th state before the first step, [B, H]; zeros when there is none. */
  setInitialState(k: number, state: Matrix | null): void {
    const slot = this.slot(k, this.run.reverse ? this.run.T : 0);
    if (state) this.kernels.copy(slot, state);
    else slot.data.fill(0, slot.offset, slot.offset + slot.rows * slot.columns);
  }

  /**
   * Says that the caller fills in x from column `known` on only as the steps go. What the columns before it give is
   * computed here for all times; each `forward` adds the rest.
   */
  completeLater(known: number): void {
    const { gates } = this;
    const [x, W] = [asMatrix(this.input.x), asMatrix(this.params.weight_ih)];
    const later = sliceColumns(W, known, W.columns - known);
    this.later = { known, there: prepared(transpose(later), gates.rows), back: later };
    this.kernels.gemm(gates, sliceColumns(x, 0, known), transpose(sliceColumns(W, 0, known)), false);
    this.addBiases(gates);
  }

  /** Does steps [from, to) in the order of the direction. */
  forward(from: number = 0, to: number = this.run.T): void {
    const gates = this.times(this.gates, from, to);
    const x = this.times(asMatrix(this.input.x), from, to);
    if (this.later) {
      const { known, there } = this.later;
      this.kernels.gemm(gates, sliceColumns(x, known, x.columns - known), there, true);
    } else {
      this.kernels.gemm(gates, x, transpose(asMatrix(this.params.weight_ih)), false);
      this.addBiases(gates);
    }
    this.stepsForward(from, to);
  }

  /** Both biases meet the same sum, except where a recurrence keeps them apart. */
  protected addBiases(gates: Matrix): void {
    const { bias_ih, bias_hh } = this.params;
    const both = empty(bias_ih.shape, this.dtype);
    this.kernels.copy(asMatrix(both), asMatrix(bias_ih));
    this.kernels.axpy(1, bias_hh.data, both.data);
    this.kernels.addBias(gates, both.data);
  }

  /** hₜ of all times, in time order: [T·B, H]. */
  get outputs(): Matrix {
    const { T, B, H, h, reverse } = this.run;
    return matrix(h, T * B, H, reverse ? 0 : B * H);
  }

  /** hₜ₋₁ of all times (hₜ₊₁ in reverse): what W_h met. */
  get previousStates(): Matrix {
    const { T, B, H, h, reverse } = this.run;
    return matrix(h, T * B, H, reverse ? B * H : 0);
  }

  /** The k-th state after the last step: [B, H]. */
  finalState(k: number): Matrix {
    return this.slot(k, this.run.reverse ? 0 : this.run.T);
  }

  /** Begins the way back with what arrives at the outputs, [T·B, H], and at the final states; null is zero. */
  startBackward(dOutputs: Matrix | null, dFinal: readonly (Matrix | null)[]): void {
    const { T, B, H } = this.run;
    const filled = (shape: readonly number[], from: Matrix | null): Tensor => {
      const tensor = from ? empty(shape, this.dtype) : zeroed(shape, this.dtype);
      if (from) this.kernels.copy(asMatrix(tensor), from);
      return tensor;
    };
    this.dStates = dFinal.map((d) => filled([B, H], d));
    const dGates = empty([T, B, this.gates.columns], this.dtype).data;
    const [dh, dhNext] = [filled([T, B, H], dOutputs).data, this.dStates[0].data];
    this.grads = this.openGrads({ dh, dhNext, dGates, Wh: prepared(asMatrix(this.params.weight_hh), T * B) });
    if (this.later) this.later.back = prepared(this.later.back, T * B);
  }

  /** Undoes steps [from, to), the last one first. */
  backward(from: number = 0, to: number = this.run.T): void {
    this.stepsBackward(from, to);
  }

  /** The gradient of the k-th state before the last step that was undone: [B, H]. An attention may add to it. */
  dState(k: number): Tensor {
    return this.dStates[k];
  }

  /** dx, written or added to [T·B, D], or to the columns that were known beforehand: dGates W_x. */
  inputGradient(dx: Matrix, accumulate: boolean): void {
    const W = asMatrix(this.params.weight_ih);
    this.kernels.gemm(dx, this.dGates, sliceColumns(W, 0, dx.columns), accumulate);
  }

  /** The gradient of the columns that were filled in before step t: [B, D − known]. */
  laterGradient(dx: Matrix, t: number): void {
    if (!this.later) throw new Error("Unrolled: laterGradient without completeLater");
    this.kernels.gemm(dx, this.times(this.dGates, t, t + 1), this.later.back, false);
  }

  /** dW_ih += dGatesᵀ x, dW_hh += dGatesᵀ hPrev, db += Σ dGates: each over all times at once. */
  addWeightGradients(): void {
    const { weight_ih, bias_ih } = this.weights.grads;
    this.kernels.gemm(asMatrix(weight_ih), transpose(this.dGates), asMatrix(this.input.x), true);
    this.kernels.addColumnSums(bias_ih.data, this.dGates);
    this.addRecurrentGradients();
  }

  protected addRecurrentGradients(): void {
    this.addHiddenGradients(this.dGates);
  }

  /** From the gradient of W_hh hPrev + b_hh: [T·B, G·H]. */
  protected addHiddenGradients(dHidden: Matrix): void {
    const { weight_hh, bias_hh } = this.weights.grads;
    this.kernels.gemm(asMatrix(weight_hh), transpose(dHidden), this.previousStates, true);
    this.kernels.addColumnSums(bias_hh.data, dHidden);
  }

  protected get gates(): Matrix {
    return this.rowsPerStep(this.run.gates);
  }

  protected get dGates(): Matrix {
    return this.rowsPerStep(this.grads.dGates);
  }

  /** A buffer [T, B, n] as [T·B, n]. */
  protected rowsPerStep(data: Vec): Matrix {
    const rows = this.run.T * this.run.B;
    return matrix(data, rows, data.length / rows);
  }

  /** The rows of steps [from, to) of a matrix over all times. */
  private times(all: Matrix, from: number, to: number): Matrix {
    const { T, B, reverse } = this.run;
    return sliceRows(all, (reverse ? T - to : from) * B, (to - from) * B);
  }

  private slot(k: number, slot: number): Matrix {
    const { B, H } = this.run;
    return matrix(this.states[k], B, H, slot * B * H);
  }
}
