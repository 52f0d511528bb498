import { type DecodeOptions, type DecodeStep, logSoftmax } from "../seq2seq/decoding.js";
import type { Seq2Seq } from "../seq2seq/seq2seq.js";
import type { RecurrentState } from "../seq2seq/states.js";
import type { TokenBatch } from "../seq2seq/tokens.js";
import { ShapeError } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";
import { TfjsDecoder } from "./decoder.js";
import { TfjsEncoder } from "./encoder.js";
import type { TfState } from "./recurrent.js";
import type { Tf, TfTensor } from "./tf.js";
import { partOf, Twin, toTf } from "./twin.js";

/** A `Seq2Seq` on TensorFlow.js: encoder, attention and decoder, with the library's parameters. */
export class TfjsSeq2Seq extends Twin {
  readonly encoder: TfjsEncoder;
  readonly decoder: TfjsDecoder;

  constructor(tf: Tf, model: Seq2Seq) {
    super(tf, model);
    this.encoder = new TfjsEncoder(tf, model.encoder, partOf(this.params, "encoder."));
    this.decoder = new TfjsDecoder(tf, model.decoder, partOf(this.params, "decoder."));
  }

  /**
   * Source ids and the decoder's inputs, as `teacherForcing` makes them → logits: [T_tgt, B, V], and the attention weights
   * alpha: [T_tgt, B, T_src] (null without attention).
   */
  forward(source: TokenBatch, inputs: TokenBatch): { logits: TfTensor; alpha: TfTensor | null } {
    if (source.B !== inputs.B) {
      throw new ShapeError(`TfjsSeq2Seq.forward: inputs must have B = ${source.B} rows like source, got ${inputs.B}`);
    }
    const { output: h, state } = this.encoder.forward(source);
    const memory = this.decoder.remember(h, source.lengths);
    const { logits, alpha } = this.decoder.forward(inputs, state, memory);
    return { logits, alpha };
  }

  /**
   * What `greedyDecode` and `beamSearch` need to translate one sentence. Between the steps all is held in plain arrays, so
   * that a search may leave a state behind without anybody having to free it. They are read at once, without a promise,
   * which WebGPU can do in a browser but not in Node.
   *
   * @example greedyDecode({ ...twin.encode(source), start, end, maxLength: 20 }).tokens
   */
  encode(source: ArrayLike<number>): Pick<DecodeOptions<RecurrentState>, "initial" | "step"> {
    const { tf, encoder, decoder } = this;
    const { h, initial } = tf.tidy(() => {
      const { output, state } = encoder.forward({ T: source.length, B: 1, ids: source });
      return { h: read(output), initial: readState(state) };
    });
    const step = (before: RecurrentState, token: number): DecodeStep<RecurrentState> =>
      tf.tidy(() => {
        const memory = decoder.remember(toTf(tf, h));
        const { logits, state, alpha } = decoder.forward({ T: 1, B: 1, ids: [token] }, writeState(tf, before), memory);
        return {
          logProbs: logSoftmax(read(logits).data),
          state: readState(state),
          alpha: alpha ? read(alpha).data : undefined,
        };
      });
    return { initial, step };
  }
}

function readState({ h, c }: TfState): RecurrentState {
  return c ? { h: read(h), c: read(c) } : { h: read(h) };
}

function writeState(tf: Tf, { h, c }: RecurrentState): TfState {
  return c ? { h: toTf(tf, h), c: toTf(tf, c) } : { h: toTf(tf, h) };
}

function read(tensor: TfTensor): Tensor {
  return new Tensor(Float32Array.from(tensor.dataSync()), tensor.shape);
}
