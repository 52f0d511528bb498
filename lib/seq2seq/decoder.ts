import { BahdanauAttention } from "../layers/bahdanau-attention.js";
import { Embedding, type EmbeddingCache } from "../layers/embedding.js";
import type { GRU } from "../layers/gru.js";
import { joinLayers, type Layer } from "../layers/layer.js";
import { Linear, type LinearCache } from "../layers/linear.js";
import type { LSTM } from "../layers/lstm.js";
import { LuongAttention } from "../layers/luong-attention.js";
import { ScaledDotProductAttention } from "../layers/scaled-dot-attention.js";
import type { DType } from "../tensor/dtype.js";
import { ArgumentError, checkChoice, checkInteger, checkSameDType, checkShape } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import type { DecoderCore, Memory } from "./core.js";
import { InputAttention } from "./input-attention.js";
import { NoAttention } from "./no-attention.js";
import { OutputAttention } from "./output-attention.js";
import { makeRecurrent, type RecurrentState } from "./states.js";
import { checkTokens, type TokenBatch } from "./tokens.js";

/** How the decoder looks at the encoder's states (ch. 9, "Two Scoring Functions"). */
export type AttentionKind = "none" | "bahdanau" | "luong-dot" | "luong-general" | "scaled-dot";

/** Sizes of the decoder; the chapter's 256 and 512 by default. */
export type DecoderOptions = {
  readonly vocabSize: number;
  /** E. */
  readonly embeddingSize?: number;
  /** H: also the size of the encoder's states. */
  readonly hiddenSize?: number;
  readonly cell?: "lstm" | "gru";
  readonly attention?: AttentionKind;
  readonly dtype?: DType;
  readonly seed?: number;
};

/** What `backward` needs to know of one `forward`. */
export type DecoderCache = { readonly embed: EmbeddingCache; readonly core: unknown; readonly proj: LinearCache };

/**
 * The chapter's `Decoder`, with or without attention (ch. 9, "The Encoder-Decoder Architecture"): token ids and a state to
 * logits over the next tokens. With attention it also needs a memory: `remember` the encoder's states once, then go on from
 * it as often as you like.
 */
export class Decoder implements Layer {
  readonly params: Params;
  readonly grads: Params;
  readonly attention: AttentionKind;
  private readonly embed: Embedding;
  private readonly core: DecoderCore;
  private readonly proj: Linear;

  constructor(options: DecoderOptions) {
    const { vocabSize, embeddingSize = 256, hiddenSize = 512, cell = "lstm", attention = "none" } = options;
    const { dtype = "float32", seed = 0 } = options;
    checkInteger("Decoder", "vocabSize", vocabSize);
    checkInteger("Decoder", "embeddingSize", embeddingSize);
    checkInteger("Decoder", "hiddenSize", hiddenSize);
    checkChoice("Decoder", "cell", ["lstm", "gru"], cell);
    checkChoice("Decoder", "attention", ["none", "bahdanau", "luong-dot", "luong-general", "scaled-dot"], attention);
    const rng = new Rng(seed);
    this.attention = attention;
    this.embed = new Embedding({ vocabSize, embeddingSize, dtype, seed: rng.split(0).nextUint32() });
    this.core = makeCore({ embeddingSize, hiddenSize, cell, attention, dtype }, rng.split(1));
    this.proj = new Linear({ inputSize: hiddenSize, outputSize: vocabSize, dtype, seed: rng.split(2).nextUint32() });
    const { params, grads } = joinLayers({ embed: this.embed, ...this.core.layers, proj: this.proj });
    [this.params, this.grads] = [params, grads];
  }

  /** Its recurrent layer. */
  get rnn(): LSTM | GRU {
    return this.core.rnn;
  }

  /** Prepares the encoder's states, h: [T_src, B, H]; `lengths` says how many of each row are real. */
  remember(h: Tensor, lengths?: ArrayLike<number>): Memory {
    return this.core.remember(h, lengths);
  }

  /**
   * Token ids from a state: [1, B, H] (zeros when left out) → logits: [T, B, V], the state after them, and the attention
   * weights alpha: [T, B, T_src] (null without attention).
   */
  forward(
    tokens: TokenBatch,
    state?: RecurrentState,
    memory: Memory | null = null,
  ): { logits: Tensor; state: RecurrentState; alpha: Tensor | null; cache: DecoderCache } {
    const { T, B, ids } = tokens;
    checkTokens("Decoder.forward", this.embed.vocabSize, tokens);
    if (this.attention !== "none") this.checkMemory(B, memory);
    const embedded = this.embed.forward(ids, [T, B]);
    const { output, state: last, alpha, cache } = this.core.forward(embedded.output, state, memory);
    const { output: logits, cache: proj } = this.proj.forward(output);
    return { logits, state: last, alpha, cache: { embed: embedded.cache, core: cache, proj } };
  }

  /** dLogits: [T, B, V] → the gradients of the first state and of what was remembered; adds into `grads`. */
  backward(cache: DecoderCache, dLogits: Tensor): { dState: RecurrentState; dh: Tensor | null } {
    const { dx: dOutput } = this.proj.backward(cache.proj, dLogits);
    const { dx, dState, dh } = this.core.backward(cache.core, dOutput);
    this.embed.backward(cache.embed, dx);
    return { dState, dh };
  }

  /** Refuses a memory of another batch or size, and one whose decoder remembers no keys where these are needed. */
  private checkMemory(B: number, memory: Memory | null): void {
    const h = memory?.h;
    if (!memory || h?.shape?.[1] !== B) {
      throw new ArgumentError(`Decoder.forward: memory must hold B = ${B} rows, got ${h?.shape?.[1] ?? "none"}`);
    }
    const { hiddenSize } = this.rnn;
    checkShape("Decoder.forward", "memory.h", "[T_src, B, H]", [h.shape[0], B, hiddenSize], h);
    checkSameDType("Decoder.forward", "memory.h", this.params["proj.weight"].data, h.data);
    if (this.attention === "bahdanau" && !memory.keys) {
      throw new ArgumentError(
        'Decoder.forward: memory must hold the keys that attention "bahdanau" remembers, got none',
      );
    }
  }
}

type CoreOptions = Required<Pick<DecoderOptions, "embeddingSize" | "hiddenSize" | "cell" | "attention" | "dtype">>;

/** Bahdanau's context is part of the recurrence's input, the others' is combined with its output. */
function makeCore({ embeddingSize, hiddenSize, cell, attention, dtype }: CoreOptions, rng: Rng): DecoderCore {
  const seed = (label: number): number => rng.split(label).nextUint32();
  const inputSize = attention === "bahdanau" ? embeddingSize + hiddenSize : embeddingSize;
  const rnn = makeRecurrent(cell, { inputSize, hiddenSize, dtype, seed: seed(0) }) as LSTM | GRU;
  if (attention === "none") return new NoAttention(cell, rnn);
  if (attention === "bahdanau") {
    return new InputAttention(cell, rnn, new BahdanauAttention({ hiddenSize, dtype, seed: seed(1) }));
  }
  const combine = new Linear({ inputSize: 2 * hiddenSize, outputSize: hiddenSize, bias: false, dtype, seed: seed(2) });
  if (attention === "scaled-dot") {
    return new OutputAttention(cell, rnn, new ScaledDotProductAttention({ hiddenSize }), combine);
  }
  const score = attention === "luong-dot" ? "dot" : "general";
  return new OutputAttention(cell, rnn, new LuongAttention({ score, hiddenSize, dtype, seed: seed(1) }), combine);
}
