import { empty } from "../kernels/arena.js";
import { asMatrix, type Matrix, sliceColumns, sliceRows } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import type { BahdanauAttention } from "../layers/bahdanau-attention.js";
import type { BahdanauMemory, BahdanauPass } from "../layers/bahdanau-pass.js";
import type { GRU } from "../layers/gru.js";
import type { Layer } from "../layers/layer.js";
import { LSTM } from "../layers/lstm.js";
import type { Unrolled } from "../layers/unrolled.js";
import type { Tensor } from "../tensor/tensor.js";
import type { CoreBackward, CoreForward, DecoderCore } from "./core.js";
import type { RecurrentState } from "./states.js";

type Cache = { readonly pass: Unrolled; readonly look: BahdanauPass; readonly input: Tensor };

/**
 * Attention before the recurrence (Bahdanau et al. 2015): sₜ = RNN([xₜ; cₜ], sₜ₋₁), where cₜ is looked up with sₜ₋₁. Each step
 * waits for the one before it, so the layer is run one step at a time, and its input is completed as it goes.
 */
export class InputAttention implements DecoderCore<Cache> {
  readonly layers: Readonly<Record<string, Layer>>;

  constructor(
    cell: string,
    readonly rnn: LSTM | GRU,
    private readonly attention: BahdanauAttention,
  ) {
    this.layers = { [cell]: rnn, attention };
  }

  remember(h: Tensor, lengths: ArrayLike<number> | undefined): BahdanauMemory {
    return this.attention.remember(h, { lengths });
  }

  forward(x: Tensor, initial: RecurrentState | undefined, memory: BahdanauMemory): CoreForward<Cache> {
    const [T, B, E] = x.shape;
    const kernels = getKernels(x.dtype);
    const input = empty([T, B, this.rnn.inputSize], x.dtype);
    kernels.copy(sliceColumns(asMatrix(input), 0, E), asMatrix(x));

    const pass = this.rnn.unroll(input);
    pass.completeLater(E);
    const look = this.attention.start(memory, T);
    this.begin(pass, B, initial);
    for (let t = 0; t < T; t++) {
      look.forward(t, sliceRows(pass.previousStates, t * B, B));
      kernels.copy(this.contextOf(input, t), sliceRows(asMatrix(look.context), t * B, B));
      pass.forward(t, t + 1);
    }
    const output = this.copyOf(pass.outputs, [T, B, this.rnn.hiddenSize]);
    return { output, state: this.end(pass, B), alpha: look.alpha, cache: { pass, look, input } };
  }

  backward({ pass, look, input }: Cache, dOutput: Tensor): CoreBackward {
    const [T, B, width] = input.shape;
    const E = width - this.attention.encoderSize;
    const dx = empty([T, B, E], input.dtype);
    const dContext = empty([B, this.attention.encoderSize], input.dtype);
    pass.startBackward(asMatrix(dOutput), this.isLstm ? [null, null] : [null]);
    look.startBackward();
    for (let t = T - 1; t >= 0; t--) {
      pass.backward(t, t + 1);
      pass.laterGradient(asMatrix(dContext), t);
      look.backward(t, dContext, asMatrix(pass.dState(0))); // sₜ₋₁ was the query of step t
    }
    pass.inputGradient(asMatrix(dx), false);
    pass.addWeightGradients();
    const [dh0, dc0] = [0, 1].map((k) => pass.dState(k)?.reshape([1, B, this.rnn.hiddenSize]));
    return {
      dx,
      dState: { h: dh0, c: dc0 },
      dh: look.finishBackward(),
    };
  }

  private get isLstm(): boolean {
    return this.rnn instanceof LSTM;
  }

  private begin(pass: Unrolled, B: number, initial: RecurrentState | undefined): void {
    const states = this.isLstm ? [initial?.h, initial?.c] : [initial?.h];
    this.rnn.checkInitial(B, states);
    for (const [k, state] of states.entries()) pass.setInitialState(k, state ? asMatrix(state) : null);
  }

  private end(pass: Unrolled, B: number): RecurrentState {
    const shape = [1, B, this.rnn.hiddenSize];
    const h = this.copyOf(pass.finalState(0), shape);
    return this.isLstm ? { h, c: this.copyOf(pass.finalState(1), shape) } : { h };
  }

  private copyOf(numbers: Matrix, shape: readonly number[]): Tensor {
    const tensor = empty(shape, this.rnn.dtype);
    getKernels(this.rnn.dtype).copy(asMatrix(tensor), numbers);
    return tensor;
  }

  /** The columns of cₜ in [xₜ; cₜ], for all rows of the batch. */
  private contextOf(input: Tensor, t: number): Matrix {
    const [, B, width] = input.shape;
    const H = this.attention.encoderSize;
    return sliceColumns(sliceRows(asMatrix(input), t * B, B), width - H, H);
  }
}
