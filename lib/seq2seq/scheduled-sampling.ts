import { ArgumentError, describe } from "../tensor/errors.js";
import type { Rng } from "../tensor/rng.js";
import { argmax } from "./decoding.js";
import type { Seq2Seq } from "./seq2seq.js";
import type { TokenBatch } from "./tokens.js";

/** How often the decoder is told the truth, and where its coins come from. */
export type ScheduledSamplingOptions = {
  /** The probability of the true token: 1 is teacher forcing, 0 the decoder's own tokens throughout. */
  readonly probability: number;
  readonly rng: Rng;
};

/**
 * Scheduled sampling (ch. 9, "The Encoder-Decoder Architecture"; Bengio et al. 2015): the decoder's inputs with each token after the first
 * replaced, by the toss of a coin, with the one that the model itself finds likeliest. The choice has no gradient, so
 * training goes on as with teacher forcing: `model.forward(source, sampled)`. Returns ids: [T, B].
 */
export function scheduledSampling(
  model: Seq2Seq,
  source: TokenBatch,
  inputs: TokenBatch,
  { probability, rng }: ScheduledSamplingOptions,
): TokenBatch & { readonly ids: Int32Array } {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ArgumentError(`scheduledSampling: probability must be a number in [0, 1], got ${describe(probability)}`);
  }
  const { T, B, ids } = inputs;
  const mixed = Int32Array.from(ids);
  const { output, state: initial } = model.encoder.forward(source);
  const memory = model.decoder.remember(output, source.lengths);
  let state = initial;
  for (let t = 0; t + 1 < T; t++) {
    const read = model.decoder.forward({ T: 1, B, ids: mixed.subarray(t * B, (t + 1) * B) }, state, memory);
    state = read.state;
    const logits = read.logits.reshape([B, read.logits.size / B]);
    for (let b = 0; b < B; b++) {
      if (rng.uniform() >= probability) mixed[(t + 1) * B + b] = argmax(logits.row(b));
    }
  }
  return { ...inputs, ids: mixed };
}
