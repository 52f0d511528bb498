import type { RnnRun, RunGrads } from "../kernels/runs.js";
import type { Tensor } from "../tensor/tensor.js";
import {
  type BackwardOptions,
  type InputGradient,
  Recurrent,
  type RecurrentCache,
  type RecurrentOptions,
  type SequenceOptions,
} from "./recurrent.js";
import { Unrolled } from "./unrolled.js";

/** What `RNN.forward` may be given besides x. */
export type RnnInput = SequenceOptions & {
  /** [layers·directions, B, H]; zeros by default. */
  readonly h0?: Tensor;
};

/**
 * Elman network over whole sequences, hₜ = tanh(W_ih xₜ + b_ih + W_hh hₜ₋₁ + b_hh) (ch. 9, "The Recurrence Relation").
 * Parameter names are PyTorch's; see `Recurrent` for options and shapes.
 */
export class RNN extends Recurrent {
  constructor(options: RecurrentOptions) {
    super(
      { name: "RNN", gates: 1, states: ["h"], unroll: (weights, input) => new RnnUnrolled(weights, input) },
      options,
    );
  }

  /** x: [T, B, D] → output: [T, B, directions·H], hN: [layers·directions, B, H]. */
  forward(x: Tensor, { h0, ...options }: RnnInput = {}): { output: Tensor; hN: Tensor; cache: RecurrentCache } {
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

/** One direction: nothing but h. */
class RnnUnrolled extends Unrolled<RnnRun> {
  protected readonly run: RnnRun = this.openRun();
  protected readonly states = [this.run.h];

  protected openGrads(grads: RunGrads): RunGrads {
    return grads;
  }

  protected stepsForward(from: number, to: number): void {
    this.kernels.rnnForward(this.run, from, to);
  }

  protected stepsBackward(from: number, to: number): void {
    this.kernels.rnnBackward(this.run, this.grads, from, to);
  }
}
