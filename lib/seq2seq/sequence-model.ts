import { Embedding, type EmbeddingCache } from "../layers/embedding.js";
import type { GRU } from "../layers/gru.js";
import { joinLayers, type Layer } from "../layers/layer.js";
import { Linear, type LinearCache } from "../layers/linear.js";
import type { LSTM } from "../layers/lstm.js";
import type { RecurrentCache } from "../layers/recurrent.js";
import type { RNN } from "../layers/rnn.js";
import type { DType } from "../tensor/dtype.js";
import { checkChoice, checkInteger } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { backwardStates, type CellKind, forwardStates, makeRecurrent, type RecurrentState } from "./states.js";
import { checkTokens, type TokenBatch } from "./tokens.js";

/** What a `SequenceModel` is made of. */
export type SequenceModelOptions = {
  readonly vocabSize: number;
  /** Logits per token: tags, or the vocabulary again when left out. */
  readonly outputSize?: number;
  readonly embeddingSize: number;
  /** Units of each layer and direction. */
  readonly hiddenSize: number;
  readonly cell?: CellKind;
  readonly numLayers?: number;
  readonly bidirectional?: boolean;
  /** Between the layers, in training. */
  readonly dropout?: number;
  readonly dtype?: DType;
  readonly seed?: number;
};

/** What `backward` needs to know of one `forward`. */
export type SequenceModelCache = {
  readonly embed: EmbeddingCache;
  readonly rnn: RecurrentCache;
  readonly proj: LinearCache;
};

/**
 * A distribution for every token: embedding, recurrent layers, projection. One way it is a language model, which
 * `trainTruncatedBptt` trains; both ways it is the chapter's tagger (ch. 9, "Bidirectional RNNs").
 * Parameters: `embed.weight`, `lstm.weight_ih_l0` … (or `rnn.`, `gru.`), `proj.weight`, `proj.bias`.
 *
 * @example
 * // The chapter's: a 2-layer BiLSTM, 300 → 2 × 256 → 9 tags.
 * new SequenceModel({ vocabSize, embeddingSize: 300, hiddenSize: 256, numLayers: 2, bidirectional: true, outputSize: 9 });
 */
export class SequenceModel implements Layer {
  readonly params: Params;
  readonly grads: Params;
  /** Its recurrent layers. */
  readonly rnn: RNN | LSTM | GRU;
  private readonly embed: Embedding;
  private readonly proj: Linear;

  constructor(options: SequenceModelOptions) {
    const { vocabSize, outputSize = vocabSize, embeddingSize, hiddenSize, cell = "lstm" } = options;
    const { numLayers = 1, bidirectional = false, dropout = 0, dtype = "float32", seed = 0 } = options;
    checkInteger("SequenceModel", "vocabSize", vocabSize);
    checkInteger("SequenceModel", "outputSize", outputSize);
    checkInteger("SequenceModel", "embeddingSize", embeddingSize);
    checkInteger("SequenceModel", "hiddenSize", hiddenSize);
    checkChoice("SequenceModel", "cell", ["rnn", "lstm", "gru"], cell);
    const rng = new Rng(seed);
    const seeds = [0, 1, 2].map((label) => rng.split(label).nextUint32());
    this.embed = new Embedding({ vocabSize, embeddingSize, dtype, seed: seeds[0] });
    this.rnn = makeRecurrent(cell, {
      inputSize: embeddingSize,
      ...{ hiddenSize, numLayers, bidirectional, dropout, dtype, seed: seeds[1] },
    });
    const inputSize = hiddenSize * this.rnn.numDirections;
    this.proj = new Linear({ inputSize, outputSize, dtype, seed: seeds[2] });
    const { params, grads } = joinLayers({ embed: this.embed, [cell]: this.rnn, proj: this.proj });
    [this.params, this.grads] = [params, grads];
  }

  /** Token ids, from `state` (zeros when left out) → logits: [T, B, outputSize], and the state after each row's last token. */
  forward(
    tokens: TokenBatch,
    { state, rng }: { readonly state?: RecurrentState; readonly rng?: Rng } = {},
  ): { logits: Tensor; state: RecurrentState; cache: SequenceModelCache } {
    checkTokens("SequenceModel.forward", this.embed.vocabSize, tokens);
    const { T, B, ids, lengths } = tokens;
    const embedded = this.embed.forward(ids, [T, B]);
    const read = forwardStates(this.rnn, embedded.output, state, { lengths, rng });
    const { output: logits, cache: proj } = this.proj.forward(read.output);
    return { logits, state: read.state, cache: { embed: embedded.cache, rnn: read.cache, proj } };
  }

  /** dLogits: [T, B, outputSize] → the gradient of the state it began with; adds into `grads`. */
  backward({ embed, rnn, proj }: SequenceModelCache, dLogits: Tensor): { dState: RecurrentState } {
    const { dx: dOutput } = this.proj.backward(proj, dLogits);
    const { dx, dState } = backwardStates(this.rnn, rnn, dOutput);
    this.embed.backward(embed, dx);
    return { dState };
  }
}
