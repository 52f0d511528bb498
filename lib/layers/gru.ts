import { empty } from "../kernels/arena.js";
import { asMatrix, type Matrix, sliceColumns, sliceRows, transpose } from "../kernels/matrix.js";
import type { GruForm, GruGrads, GruRun, RunGrads } from "../kernels/runs.js";
import { checkChoice } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Layer } from "./layer.js";
import {
  type BackwardOptions,
  type InputGradient,
  Recurrent,
  type RecurrentCache,
  type RecurrentOptions,
  type SequenceOptions,
} from "./recurrent.js";
import { type DirectionInput, type DirectionParams, Unrolled } from "./unrolled.js";

/** Options of a `GRU`. */
export type GruOptions = RecurrentOptions & {
  /**
   * `"torch"` (default) resets after the product, n = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn)), and z keeps the old state.
   * `"chapter"` resets before it, h̃ = tanh(W_in x + b_in + W_hn (r ⊙ h) + b_hn), and z lets the new state in.
   */
  readonly form?: GruForm;
};

/** What `GRU.forward` may be given besides x. */
export type GruInput = SequenceOptions & {
  /** [layers·directions, B, H]; zeros by default. */
  readonly h0?: Tensor;
};

/**
 * GRU over whole sequences (ch. 9, "Two Gates: Reset and Update"; Cho et al. 2014, Chung et al. 2014).
 * Gate rows r, z, n (the chapter's h̃) and parameter names are PyTorch's; see `Recurrent` for options and shapes.
 */
export class GRU extends Recurrent {
  readonly form: GruForm;

  constructor({ form = "torch", ...options }: GruOptions) {
    checkChoice("GRU", "form", ["torch", "chapter"], form);
    const unroll = (weights: Layer<DirectionParams>, input: DirectionInput) => new GruUnrolled(weights, input, form);
    super({ name: "GRU", gates: 3, states: ["h"], unroll }, options);
    this.form = form;
  }

  /** x: [T, B, D] → output: [T, B, directions·H], hN: [layers·directions, B, H]. */
  forward(x: Tensor, { h0, ...options }: GruInput = {}): { output: Tensor; hN: Tensor; cache: RecurrentCache } {
    const { output, finals, cache } = this.forwardStack(x, [h0], options);
    return { output, hN: finals[0], cache };
  }

  /** Gradients of output and hN (null or absent: zero) → dx, dh0; adds into `grads`. */
  backward<Wanted extends boolean = true>(
    cache: RecurrentCache,
    dOutput: Tensor | null,
    { dhN, ...options }: { readonly dhN?: Tensor } & BackwardOptions<Wanted> = {},
  ): { dx: InputGradient<Wanted>; dh0: Tensor } {
    const { dx, dInitial } = this.backwardStack<Wanted>(cache, dOutput, [dhN], options);
    return { dx, dh0: dInitial[0] };
  }
}

/** One direction: what the reset gate touches is kept in `hidden`, and has gradients of its own. */
class GruUnrolled extends Unrolled<GruRun, GruGrads> {
  protected readonly run: GruRun;
  protected readonly states: readonly Tensor["data"][];

  constructor(weights: Layer<DirectionParams>, input: DirectionInput, form: GruForm) {
    super(weights, input);
    const run = this.openRun();
    const hidden = empty([run.T, run.B, form === "torch" ? 3 * run.H : run.H], this.dtype).data;
    this.run = { ...run, form, bh: this.params.bias_hh.data, hidden };
    this.states = [run.h];
  }

  protected openGrads(grads: RunGrads): GruGrads {
    return { ...grads, dHidden: empty([this.run.hidden.length], this.dtype).data };
  }

  protected stepsForward(from: number, to: number): void {
    this.kernels.gruForward(this.run, from, to);
  }

  protected stepsBackward(from: number, to: number): void {
    this.kernels.gruBackward(this.run, this.grads, from, to);
  }

  /** In PyTorch's form r scales b_hn too, so the kernels add bias_hh to W_hh h themselves. */
  protected override addBiases(gates: Matrix): void {
    if (this.run.form === "chapter") super.addBiases(gates);
    else this.kernels.addBias(gates, this.params.bias_ih.data);
  }

  protected override addRecurrentGradients(): void {
    if (this.run.form === "chapter") this.addChapterGradients();
    else this.addHiddenGradients(this.rowsPerStep(this.grads.dHidden));
  }

  /** W_hr and W_hz met hPrev, W_hn met r ⊙ hPrev. */
  private addChapterGradients(): void {
    const { H, hidden } = this.run;
    const { weight_hh, bias_hh } = this.weights.grads;
    const dW = asMatrix(weight_hh);
    const [rz, n] = [sliceColumns(this.dGates, 0, 2 * H), sliceColumns(this.dGates, 2 * H, H)];
    this.kernels.gemm(sliceRows(dW, 0, 2 * H), transpose(rz), this.previousStates, true);
    this.kernels.gemm(sliceRows(dW, 2 * H, H), transpose(n), this.rowsPerStep(hidden), true);
    this.kernels.addColumnSums(bias_hh.data, this.dGates);
  }
}
