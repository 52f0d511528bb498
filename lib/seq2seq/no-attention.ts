import type { GRU } from "../layers/gru.js";
import type { Layer } from "../layers/layer.js";
import type { LSTM } from "../layers/lstm.js";
import type { RecurrentCache } from "../layers/recurrent.js";
import type { Tensor } from "../tensor/tensor.js";
import type { CoreBackward, CoreForward, DecoderCore, Memory } from "./core.js";
import { backwardStates, forwardStates, type RecurrentState } from "./states.js";

/** The chapter's `Decoder` as it stands: all it knows of the source is the state it begins with. */
export class NoAttention implements DecoderCore<RecurrentCache> {
  readonly layers: Readonly<Record<string, Layer>>;

  constructor(
    cell: string,
    readonly rnn: LSTM | GRU,
  ) {
    this.layers = { [cell]: rnn };
  }

  remember(h: Tensor): Memory {
    return { h, lengths: null };
  }

  forward(x: Tensor, initial: RecurrentState | undefined): CoreForward<RecurrentCache> {
    return { ...forwardStates(this.rnn, x, initial), alpha: null };
  }

  backward(cache: RecurrentCache, dOutput: Tensor): CoreBackward {
    return { ...backwardStates(this.rnn, cache, dOutput), dh: null };
  }
}
