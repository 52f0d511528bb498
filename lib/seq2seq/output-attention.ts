import { empty } from "../kernels/arena.js";
import { asMatrix, sliceColumns } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import { type Attention, checkMemory } from "../layers/attention.js";
import type { GRU } from "../layers/gru.js";
import type { Layer } from "../layers/layer.js";
import type { Linear, LinearCache } from "../layers/linear.js";
import type { LSTM } from "../layers/lstm.js";
import type { RecurrentCache } from "../layers/recurrent.js";
import type { Tensor } from "../tensor/tensor.js";
import type { CoreBackward, CoreForward, DecoderCore, Memory } from "./core.js";
import { backwardStates, forwardStates, type RecurrentState } from "./states.js";

type Cache<A> = {
  readonly rnn: RecurrentCache;
  readonly attention: A;
  readonly combine: LinearCache;
  readonly output: Tensor;
};

/**
 * Attention after the recurrence (Luong et al. 2015): s̃ₜ = tanh(W_c [cₜ; sₜ]), where cₜ is looked up with sₜ. The recurrence
 * does not wait for it, so all steps of a known target are one call each of the layer, the attention and W_c.
 */
export class OutputAttention<A> implements DecoderCore<Cache<A>> {
  readonly layers: Readonly<Record<string, Layer>>;

  constructor(
    cell: string,
    readonly rnn: LSTM | GRU,
    private readonly attention: Attention<A>,
    private readonly combine: Linear,
  ) {
    this.layers = { [cell]: rnn, attention, combine };
  }

  remember(h: Tensor, lengths: ArrayLike<number> | undefined): Memory {
    return { h, lengths: checkMemory("Decoder.remember", this.attention, h, lengths) };
  }

  forward(x: Tensor, initial: RecurrentState | undefined, memory: Memory): CoreForward<Cache<A>> {
    const { output: s, state, cache: rnn } = forwardStates(this.rnn, x, initial);
    const {
      context,
      alpha,
      cache: attention,
    } = this.attention.forward(s, memory.h, { lengths: memory.lengths ?? undefined });
    const both = empty([...s.shape.slice(0, 2), 2 * this.rnn.hiddenSize], s.dtype);
    const [c, rest] = halves(both);
    const kernels = getKernels(s.dtype);
    kernels.copy(c, asMatrix(context));
    kernels.copy(rest, asMatrix(s));
    const { output, cache: combine } = this.combine.forward(both);
    kernels.tanh(output.data);
    return { output, state, alpha, cache: { rnn, attention, combine, output } };
  }

  backward({ rnn, attention, combine, output }: Cache<A>, dOutput: Tensor): CoreBackward {
    const kernels = getKernels(dOutput.dtype);
    const { dx: dBoth } = this.combine.backward(combine, throughTanh(output, dOutput));
    const [dContext, dFromCombine] = halves(dBoth).map((half) => {
      const part = empty(dOutput.shape, dOutput.dtype);
      kernels.copy(asMatrix(part), half);
      return part;
    });
    const { ds, dh } = this.attention.backward(attention, dContext);
    kernels.axpy(1, dFromCombine.data, ds.data); // sₜ is the query, and is combined with its answer
    return { ...backwardStates(this.rnn, rnn, ds), dh };
  }
}

/** The columns of c and of s in [c; s]: [T, B, 2H]. */
function halves(both: Tensor) {
  const H = both.shape[2] / 2;
  return [sliceColumns(asMatrix(both), 0, H), sliceColumns(asMatrix(both), H, H)] as const;
}

/** da = dy (1 − y²) for y = tanh(a). */
function throughTanh(y: Tensor, dy: Tensor): Tensor {
  const da = empty(y.shape, y.dtype);
  for (let i = 0; i < da.size; i++) da.data[i] = dy.data[i] * (1 - y.data[i] * y.data[i]);
  return da;
}
