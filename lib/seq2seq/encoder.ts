import { empty } from "../kernels/arena.js";
import { asMatrix, type Matrix, sliceColumns, sliceRows } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import { Embedding, type EmbeddingCache } from "../layers/embedding.js";
import type { GRU } from "../layers/gru.js";
import { joinLayers, type Layer } from "../layers/layer.js";
import type { LSTM } from "../layers/lstm.js";
import type { RecurrentCache } from "../layers/recurrent.js";
import type { DType } from "../tensor/dtype.js";
import { ArgumentError, checkChoice, checkInteger } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { backwardStates, forwardStates, makeRecurrent, type RecurrentState } from "./states.js";
import { checkTokens, type TokenBatch } from "./tokens.js";

/** Sizes of one side of an encoder–decoder; the chapter's 256 and 512 by default. */
export type EncoderOptions = {
  readonly vocabSize: number;
  /** E. */
  readonly embeddingSize?: number;
  /** H: the size of each encoder state, both directions together. */
  readonly hiddenSize?: number;
  readonly cell?: "lstm" | "gru";
  /** Reads both ways, with H/2 units each, so that states keep their size and a decoder can begin where they end. */
  readonly bidirectional?: boolean;
  readonly dtype?: DType;
  readonly seed?: number;
};

/** What `backward` needs to know of one `forward`. */
export type EncoderCache = { readonly embed: EmbeddingCache; readonly rnn: RecurrentCache };

/** The chapter's `Encoder`: an embedding and a recurrent layer (ch. 9, "The Encoder-Decoder Architecture"; Cho et al. 2014). */
export class Encoder implements Layer {
  readonly params: Params;
  readonly grads: Params;
  readonly hiddenSize: number;
  /** Its recurrent layer. */
  readonly rnn: LSTM | GRU;
  private readonly embed: Embedding;

  constructor(options: EncoderOptions) {
    const { vocabSize, embeddingSize = 256, hiddenSize = 512, cell = "lstm", bidirectional = false } = options;
    const { dtype = "float32", seed = 0 } = options;
    checkInteger("Encoder", "vocabSize", vocabSize);
    checkInteger("Encoder", "embeddingSize", embeddingSize);
    checkInteger("Encoder", "hiddenSize", hiddenSize);
    checkChoice("Encoder", "cell", ["lstm", "gru"], cell);
    if (bidirectional && hiddenSize % 2 === 1) {
      throw new ArgumentError(`Encoder: hiddenSize must be even when bidirectional, got ${hiddenSize}`);
    }
    const rng = new Rng(seed);
    this.hiddenSize = hiddenSize;
    this.embed = new Embedding({ vocabSize, embeddingSize, dtype, seed: rng.split(0).nextUint32() });
    this.rnn = makeRecurrent(cell, {
      inputSize: embeddingSize,
      hiddenSize: bidirectional ? hiddenSize / 2 : hiddenSize,
      ...{ bidirectional, dtype, seed: rng.split(1).nextUint32() },
    }) as LSTM | GRU;
    const { params, grads } = joinLayers({ embed: this.embed, [cell]: this.rnn });
    [this.params, this.grads] = [params, grads];
  }

  /** Source ids → output: [T, B, H], zeros at padding, and the state after each row's last token: [1, B, H]. */
  forward(source: TokenBatch): { output: Tensor; state: RecurrentState; cache: EncoderCache } {
    checkTokens("Encoder.forward", this.embed.vocabSize, source);
    const { T, B, ids, lengths } = source;
    const embedded = this.embed.forward(ids, [T, B]);
    const { output, state, cache } = forwardStates(this.rnn, embedded.output, undefined, { lengths });
    return { output, state: this.each(state, sideBySide), cache: { embed: embedded.cache, rnn: cache } };
  }

  /** Gradients of output (null: zero) and of the final state; adds into `grads`. */
  backward(cache: EncoderCache, dOutput: Tensor | null, dState: RecurrentState): void {
    const { dx } = backwardStates(this.rnn, cache.rnn, dOutput, this.each(dState, oneAboveTheOther));
    this.embed.backward(cache.embed, dx);
  }

  /** A bidirectional layer's two states become one, or the other way round; a single one stays as it is. */
  private each({ h, c }: RecurrentState, change: (state: Tensor) => Tensor): RecurrentState {
    if (!this.rnn.bidirectional) return { h, c };
    return c ? { h: change(h), c: change(c) } : { h: change(h) };
  }
}

/** [2, B, H/2] → [1, B, H]: forward's final state, then backward's. */
function sideBySide(state: Tensor): Tensor {
  const [, B, half] = state.shape;
  const joined = empty([1, B, 2 * half], state.dtype);
  for (const d of [0, 1]) getKernels(state.dtype).copy(halfOf(joined, d), sliceRows(asMatrix(state), d * B, B));
  return joined;
}

/** Its inverse. */
function oneAboveTheOther(joined: Tensor): Tensor {
  const [, B, H] = joined.shape;
  const state = empty([2, B, H / 2], joined.dtype);
  for (const d of [0, 1]) getKernels(joined.dtype).copy(sliceRows(asMatrix(state), d * B, B), halfOf(joined, d));
  return state;
}

function halfOf(joined: Tensor, direction: number): Matrix {
  const half = joined.shape[2] / 2;
  return sliceColumns(asMatrix(joined), direction * half, half);
}
