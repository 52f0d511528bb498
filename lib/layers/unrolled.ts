import { empty, zeroed } from "../kernels/arena.js";
import type { Kernels } from "../kernels/kernels.js";
import { asMatrix, type Matrix, matrix, sliceRows, transpose } from "../kernels/matrix.js";
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
 * `inputGradient`, `addWeightGradients`. A decoder that learns each input only from the state before it calls
 * `forward(t, t + 1)` and `backward(t, t + 1)` in turn.
 */
export abstract class Unrolled<R extends Run = Run, G extends RunGrads = RunGrads> {
  /** The buffers of the way forward and of the way back: see kernels/runs.ts. */
  protected abstract readonly run: R;
  protected grads!: G;
  /** h, or h and c: [T + 1, B, H] each; and the gradients on their way back: [B, H] each. */
  protected abstract readonly states: readonly Vec[];
  protected dStates: readonly Tensor[] = [];

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
    return { T, B, H, reverse, lengths, Wh: this.params.weight_hh.data, gates, h: this.openState(T, B, H) };
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

  /** Does steps [from, to) in the order of the direction. */
  forward(from: number = 0, to: number = this.run.T): void {
    const gates = this.times(this.gates, from, to);
    this.kernels.gemm(
      gates,
      this.times(asMatrix(this.input.x), from, to),
      transpose(asMatrix(this.params.weight_ih)),
      false,
    );
    this.addBiases(gates);
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
    this.grads = this.openGrads({ dh: filled([T, B, H], dOutputs).data, dhNext: this.dStates[0].data, dGates });
  }

  /** Undoes steps [from, to), the last one first. */
  backward(from: number = 0, to: number = this.run.T): void {
    this.stepsBackward(from, to);
  }

  /** The gradient of the k-th state before the last step that was undone: [B, H]. An attention may add to it. */
  dState(k: number): Tensor {
    return this.dStates[k];
  }

  /** dx of steps [from, to), written or added to [(to − from)·B, D]: dGates W_x. */
  inputGradient(dx: Matrix, accumulate: boolean, from: number = 0, to: number = this.run.T): void {
    this.kernels.gemm(dx, this.times(this.dGates, from, to), asMatrix(this.params.weight_ih), accumulate);
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
