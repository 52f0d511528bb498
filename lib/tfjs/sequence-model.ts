import type { SequenceModel } from "../seq2seq/sequence-model.js";
import { checkTokens, type TokenBatch } from "../seq2seq/tokens.js";
import { kindOf } from "./cells.js";
import { embed, linear } from "./operations.js";
import { TfjsRecurrent, type TfState } from "./recurrent.js";
import type { Tf, TfTensor } from "./tf.js";
import { partOf, Twin } from "./twin.js";

/** A `SequenceModel` on TensorFlow.js: a distribution for every token. */
export class TfjsSequenceModel extends Twin {
  private readonly rnn: TfjsRecurrent;

  constructor(tf: Tf, model: SequenceModel) {
    super(tf, model);
    this.rnn = new TfjsRecurrent(tf, model.rnn, partOf(this.params, `${kindOf(model.rnn)}.`));
  }

  /** Token ids, from `state` (zeros when left out) → logits: [T, B, outputSize], and the state after each row's last token. */
  forward(tokens: TokenBatch, { state }: { readonly state?: TfState } = {}): { logits: TfTensor; state: TfState } {
    const { tf, params } = this;
    const { T, B, ids, lengths } = tokens;
    checkTokens("TfjsSequenceModel.forward", params["embed.weight"].shape[0], tokens);
    const x = tf.reshape(embed(tf, params["embed.weight"], ids), [T, B, -1]);
    const { output, state: after } = this.rnn.forward(x, { state, lengths });
    const project = linear(tf, params["proj.weight"], params["proj.bias"]);
    const logits = project(tf.reshape(output, [T * B, output.shape[2]]));
    return { logits: tf.reshape(logits, [T, B, logits.shape[1]]), state: after };
  }
}
