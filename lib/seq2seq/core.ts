import type { GRU } from "../layers/gru.js";
import type { Layer } from "../layers/layer.js";
import type { LSTM } from "../layers/lstm.js";
import type { Tensor } from "../tensor/tensor.js";
import type { RecurrentState } from "./states.js";

/** What a decoder can look back at: the encoder's states h: [T_src, B, H], and how many of each row are real. */
export type Memory = {
  readonly h: Tensor;
  readonly lengths: Int32Array | null;
  /** Bahdanau's W₂ h + b₂, made once for all steps. */
  readonly keys?: Tensor;
};

/** What a core computed: output: [T, B, H], and alpha: [T, B, T_src] (null without attention). */
export type CoreForward<Cache> = {
  readonly output: Tensor;
  readonly state: RecurrentState;
  readonly alpha: Tensor | null;
  readonly cache: Cache;
};

/** Its gradients; dh: [T_src, B, H] is that of what it looked back at (null without attention). */
export type CoreBackward = { readonly dx: Tensor; readonly dState: RecurrentState; readonly dh: Tensor | null };

/**
 * The part of a decoder between the embedding and the logits: a recurrent layer, with attention or without. It turns
 * x: [T, B, E] into what the logits are read off, [T, B, H].
 */
export interface DecoderCore<Cache = unknown> {
  readonly rnn: LSTM | GRU;
  /** By the names they have in the decoder's parameters. */
  readonly layers: Readonly<Record<string, Layer>>;
  /** Prepares the encoder's states for any number of `forward` calls. */
  remember(h: Tensor, lengths: ArrayLike<number> | undefined): Memory;
  forward(x: Tensor, initial: RecurrentState | undefined, memory: Memory | null): CoreForward<Cache>;
  backward(cache: Cache, dOutput: Tensor): CoreBackward;
}
