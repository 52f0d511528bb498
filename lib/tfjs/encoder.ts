import type { Encoder } from "../seq2seq/encoder.js";
import { checkTokens, type TokenBatch } from "../seq2seq/tokens.js";
import { kindOf } from "./cells.js";
import { embed } from "./operations.js";
import { TfjsRecurrent, type TfState } from "./recurrent.js";
import type { Tf, TfTensor } from "./tf.js";
import { partOf, type TfParams, Twin } from "./twin.js";

/** An `Encoder` on TensorFlow.js: the source, read (ch. 9, "The Encoder-Decoder Architecture"). */
export class TfjsEncoder extends Twin {
  private readonly rnn: TfjsRecurrent;

  /** `shared`: the variables to compute with, where the encoder is a part of a larger model. */
  constructor(tf: Tf, encoder: Encoder, shared?: TfParams) {
    super(tf, encoder, shared);
    this.rnn = new TfjsRecurrent(tf, encoder.rnn, partOf(this.params, `${kindOf(encoder.rnn)}.`));
  }

  /** Source ids → output: [T, B, H], zeros at padding, and the state after each row's last token: [1, B, H]. */
  forward(source: TokenBatch): { output: TfTensor; state: TfState } {
    const { tf, params } = this;
    const { T, B, ids, lengths } = source;
    checkTokens("TfjsEncoder.forward", params["embed.weight"].shape[0], source);
    const x = tf.reshape(embed(tf, params["embed.weight"], ids), [T, B, -1]);
    const { output, state } = this.rnn.forward(x, { lengths });
    const { h, c } = state;
    return { output, state: c ? { h: this.sideBySide(h), c: this.sideBySide(c) } : { h: this.sideBySide(h) } };
  }

  /** [directions, B, H/directions] → [1, B, H]: forward's final state, then backward's. */
  private sideBySide(state: TfTensor): TfTensor {
    const { tf } = this;
    return tf.reshape(tf.transpose(state, [1, 0, 2]), [1, state.shape[1], -1]);
  }
}
