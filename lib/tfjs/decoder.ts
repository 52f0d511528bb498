import type { AttentionKind, Decoder } from "../seq2seq/decoder.js";
import { checkTokens, type TokenBatch } from "../seq2seq/tokens.js";
import { ArgumentError } from "../tensor/errors.js";
import { TfjsAttention, type TfMemory } from "./attention.js";
import { kindOf } from "./cells.js";
import { type Core, type CoreForward, inputAttention, noAttention, outputAttention } from "./decoder-cores.js";
import { embed, linear } from "./operations.js";
import { TfjsRecurrent, type TfState } from "./recurrent.js";
import type { Tf, TfTensor } from "./tf.js";
import { partOf, type TfParams, Twin } from "./twin.js";

/** What a decoder's `forward` computed: logits: [T, B, V], and as in `CoreForward`. */
export type TfDecoderForward = Omit<CoreForward, "output"> & { readonly logits: TfTensor };

/** A `Decoder` on TensorFlow.js, with or without attention (ch. 9, "The Encoder-Decoder Architecture"). */
export class TfjsDecoder extends Twin {
  private readonly kind: AttentionKind;
  private readonly rnn: TfjsRecurrent;
  private readonly attention: TfjsAttention | null;

  /** `shared`: the variables to compute with, where the decoder is a part of a larger model. */
  constructor(tf: Tf, decoder: Decoder, shared?: TfParams) {
    super(tf, decoder, shared);
    const { attention: kind, rnn } = decoder;
    this.kind = kind;
    this.rnn = new TfjsRecurrent(tf, rnn, partOf(this.params, `${kindOf(rnn)}.`));
    this.attention = kind === "none" ? null : new TfjsAttention(tf, kind, partOf(this.params, "attention."));
  }

  /** Prepares the encoder's states, h: [T_src, B, H], for any number of `forward` calls; null without attention. */
  remember(h: TfTensor, lengths?: ArrayLike<number>): TfMemory | null {
    return this.attention?.remember(h, lengths) ?? null;
  }

  /** Token ids from a state: [1, B, H], and what was remembered → logits: [T, B, V], the state after them, and alpha. */
  forward(tokens: TokenBatch, initial: TfState, memory: TfMemory | null): TfDecoderForward {
    const { tf, params } = this;
    const { T, B, ids } = tokens;
    checkTokens("TfjsDecoder.forward", params["embed.weight"].shape[0], tokens);
    const x = tf.reshape(embed(tf, params["embed.weight"], ids), [T, B, -1]);
    const { output: s, state, alpha } = this.openCore(memory, B)(x, initial);
    const project = linear(tf, params["proj.weight"], params["proj.bias"]);
    const logits = project(tf.reshape(s, [T * B, s.shape[2]]));
    return { logits: tf.reshape(logits, [T, B, -1]), state, alpha };
  }

  /** Bahdanau's context is part of the recurrence's input, the others' is combined with its output. */
  private openCore(memory: TfMemory | null, B: number): Core {
    const { tf, kind, rnn, attention, params } = this;
    if (!attention) return noAttention(rnn);
    if (memory?.h.shape[0] !== B) {
      const rows = memory?.h.shape[0] ?? "none";
      throw new ArgumentError(`TfjsDecoder.forward: memory must hold B = ${B} rows, got ${rows}`);
    }
    const look = attention.open(memory);
    if (kind === "bahdanau") return inputAttention(tf, rnn, look);
    return outputAttention(tf, rnn, look, params["combine.weight"]);
  }
}
