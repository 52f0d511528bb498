import type { LstmGrads, LstmRun, RunGrads } from "../kernels/runs.js";
import { ArgumentError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import { initForgetBias } from "./init.js";
import {
  type BackwardOptions,
  type InputGradient,
  Recurrent,
  type RecurrentCache,
  type RecurrentOptions,
  type SequenceOptions,
} from "./recurrent.js";
import { Unrolled } from "./unrolled.js";

/** Options of an `LSTM`. */
export type LstmOptions = RecurrentOptions & {
  /**
   * Where the forget gates' bias starts: in bias_ih, with 0 in bias_hh, so that this is its sum. 1 by default, as in the
   * chapter (Jozefowicz et al. 2015).
   */
  readonly forgetBias?: number;
};

/** What `LSTM.forward` may be given besides x. */
export type LstmInput = SequenceOptions & {
  /** [layers·directions, B, H]; zeros by default. */
  readonly h0?: Tensor;
  readonly c0?: Tensor;
};

/**
 * LSTM over whole sequences (ch. 9, "The Cell State and Three Gates"; Hochreiter & Schmidhuber 1997, Gers et al. 2000).
 * Gate rows i, f, g, o and parameter names are PyTorch's; see `Recurrent` for options and shapes.
 */
export class LSTM extends Recurrent {
  constructor(options: LstmOptions) {
    super(
      { name: "LSTM", gates: 4, states: ["h", "c"], unroll: (weights, input) => new LstmUnrolled(weights, input) },
      options,
    );
    const { forgetBias = 1 } = options;
    if (!Number.isFinite(forgetBias)) throw new ArgumentError(`LSTM: forgetBias must be finite, got ${forgetBias}`);
    initForgetBias(this.params, forgetBias);
  }

  /** x: [T, B, D] → output: [T, B, directions·H], hN and cN: [layers·directions, B, H]. */
  forward(
    x: Tensor,
    { h0, c0, ...options }: LstmInput = {},
  ): { output: Tensor; hN: Tensor; cN: Tensor; cache: RecurrentCache } {
    const { output, finals, cache } = this.forwardStack(x, [h0, c0], options);
    return { output, hN: finals[0], cN: finals[1], cache };
  }

  /** Gradients of output, hN and cN (null or absent: zero) → dx, dh0, dc0; adds into `grads`. */
  backward<Wanted extends boolean = true>(
    cache: RecurrentCache,
    dOutput: Tensor | null,
    { dhN, dcN, ...options }: { readonly dhN?: Tensor; readonly dcN?: Tensor } & BackwardOptions<Wanted> = {},
  ): { dx: InputGradient<Wanted>; dh0: Tensor; dc0: Tensor } {
    const { dx, dInitial } = this.backwardStack<Wanted>(cache, dOutput, [dhN, dcN], options);
    return { dx, dh0: dInitial[0], dc0: dInitial[1] };
  }
}

/** One direction: the cell state has a buffer of its own. */
class LstmUnrolled extends Unrolled<LstmRun, LstmGrads> {
  protected readonly run: LstmRun = this.withCellState();
  protected readonly states = [this.run.h, this.run.c];

  private withCellState(): LstmRun {
    const run = this.openRun();
    return { ...run, c: this.openState(run.T, run.B, run.H) };
  }

  protected openGrads(grads: RunGrads): LstmGrads {
    return { ...grads, dcNext: this.dState(1).data };
  }

  protected stepsForward(from: number, to: number): void {
    this.kernels.lstmForward(this.run, from, to);
  }

  protected stepsBackward(from: number, to: number): void {
    this.kernels.lstmBackward(this.run, this.grads, from, to);
  }
}
