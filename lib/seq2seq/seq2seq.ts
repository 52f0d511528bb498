import { joinLayers, type Layer } from "../layers/layer.js";
import type { DType } from "../tensor/dtype.js";
import { ShapeError } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { type AttentionKind, Decoder, type DecoderCache } from "./decoder.js";
import { type DecodeOptions, logSoftmax } from "./decoding.js";
import { Encoder, type EncoderCache } from "./encoder.js";
import type { RecurrentState } from "./states.js";
import type { TokenBatch } from "./tokens.js";

/**
 * What makes an encoder–decoder. E: embeddingSize, H: hiddenSize. Parameters are named as PyTorch would name the
 * chapter's classes:
 *
 *     encoder.embed.weight [V_src, E]
 *     encoder.lstm.…       nn.LSTM(E, H), or encoder.gru.…; bidirectional: H/2 units each way, both ways side by side
 *     decoder.embed.weight [V_tgt, E]
 *     decoder.lstm.…       nn.LSTM(E, H); with Bahdanau's attention nn.LSTM(E + H, H), since it reads [embed; c]
 *     decoder.attention.…  bahdanau: W1.weight [H, H], W1.bias, W2.weight [H, H], W2.bias, v.weight [1, H];
 *                          luong-general: W.weight [H, H] as in sᵀ W h; the dot products have none
 *     decoder.combine.weight [H, 2H]  Luong and scaled dot-product: s̃ = tanh(W_c [c; s]), no bias
 *     decoder.proj.weight [V_tgt, H], decoder.proj.bias   logits from s (none, bahdanau) or from s̃
 *
 * Bahdanau's context comes from s_{t−1} and enters the recurrence; the others' comes from sₜ and enters the output.
 */
export type Seq2SeqOptions = {
  readonly srcVocabSize: number;
  readonly tgtVocabSize: number;
  readonly embeddingSize?: number;
  readonly hiddenSize?: number;
  readonly cell?: "lstm" | "gru";
  readonly attention?: AttentionKind;
  /** The encoder reads both ways. */
  readonly bidirectional?: boolean;
  readonly seed?: number;
  readonly dtype?: DType;
};

/** What `backward` needs to know of one `forward`. */
export type Seq2SeqCache = { readonly encoder: EncoderCache; readonly decoder: DecoderCache };

/** Encoder and decoder as one model (ch. 9, "The Encoder-Decoder Architecture"; Sutskever et al. 2014). */
export class Seq2Seq implements Layer {
  readonly params: Params;
  readonly grads: Params;
  readonly encoder: Encoder;
  readonly decoder: Decoder;

  constructor(options: Seq2SeqOptions) {
    const { srcVocabSize, tgtVocabSize, attention, bidirectional, seed = 0, ...sizes } = options;
    const rng = new Rng(seed);
    const seeds = [rng.split(0).nextUint32(), rng.split(1).nextUint32()];
    this.encoder = new Encoder({ ...sizes, vocabSize: srcVocabSize, bidirectional, seed: seeds[0] });
    this.decoder = new Decoder({ ...sizes, vocabSize: tgtVocabSize, attention, seed: seeds[1] });
    const { params, grads } = joinLayers({ encoder: this.encoder, decoder: this.decoder });
    [this.params, this.grads] = [params, grads];
  }

  /**
   * Source ids and the decoder's inputs, as `teacherForcing` makes them → logits: [T_tgt, B, V], and the attention weights
   * alpha: [T_tgt, B, T_src] (null without attention).
   */
  forward(source: TokenBatch, inputs: TokenBatch): { logits: Tensor; alpha: Tensor | null; cache: Seq2SeqCache } {
    if (source.B !== inputs.B) {
      throw new ShapeError(`Seq2Seq.forward: inputs must have B = ${source.B} rows like source, got ${inputs.B}`);
    }
    const { output: h, state, cache: encoder } = this.encoder.forward(source);
    const memory = this.decoder.remember(h, source.lengths);
    const { logits, alpha, cache: decoder } = this.decoder.forward(inputs, state, memory);
    return { logits, alpha, cache: { encoder, decoder } };
  }

  /** dLogits: [T_tgt, B, V]; adds into `grads`. */
  backward({ encoder, decoder }: Seq2SeqCache, dLogits: Tensor): void {
    const { dState, dh } = this.decoder.backward(decoder, dLogits);
    this.encoder.backward(encoder, dh, dState);
  }

  /**
   * What `greedyDecode` and `beamSearch` need to translate one sentence.
   *
   * @example beamSearch({ ...model.encode(source), start, end, maxLength: 20, width: 4 })[0].tokens
   */
  encode(source: ArrayLike<number>): Pick<DecodeOptions<RecurrentState>, "initial" | "step"> {
    const { output, state: initial } = this.encoder.forward({ T: source.length, B: 1, ids: source });
    const memory = this.decoder.remember(output);
    const step = (before: RecurrentState, token: number) => {
      const { logits, state, alpha } = this.decoder.forward({ T: 1, B: 1, ids: [token] }, before, memory);
      return { logProbs: logSoftmax(logits.data), state, alpha: alpha?.data };
    };
    return { initial, step };
  }
}
