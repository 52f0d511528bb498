import { argmax } from "../seq2seq/decoding.js";
import { scheduledSampling } from "../seq2seq/scheduled-sampling.js";
import type { Seq2Seq } from "../seq2seq/seq2seq.js";
import type { TokenBatch } from "../seq2seq/tokens.js";
import { Rng } from "../tensor/rng.js";
import type { ComputeOptions } from "./figure-module.js";
import { drawPair, everyTwentieth, trainTranslator, translationBatch } from "./translator.js";

export const settings = {
  attention: "none",
  hiddenSize: 64,
  embeddingSize: 32,
  batch: 16,
  updates: 400,
  learningRate: 0.005,
  clipNorm: 5,
  phrases: 4,
  seed: 0,
  testPairs: 500,
} as const;

/** Of each position of the target, from 0: the share of wrong tokens with the true tokens before and with the model's own. */
export type ExposureData = {
  /** The loss of every 20th update, in nats a token. */
  readonly losses: readonly number[];
  readonly forced: readonly number[];
  readonly free: readonly number[];
  /** How many new sentences have a token there. */
  readonly tokens: readonly number[];
};

/** Trains a translator for a short while, with teacher forcing, and counts its errors both ways. */
export async function exposureData(options: ComputeOptions): Promise<ExposureData> {
  const { model, losses } = await trainTranslator(settings, options);
  const rng = new Rng(settings.seed).split(2);
  const pairs = Array.from({ length: settings.testPairs }, () => drawPair(rng, settings.phrases));
  const { source, inputs, targets } = translationBatch(pairs);
  const own = scheduledSampling(model, source, inputs, { probability: 0, rng });
  const [forced, free] = [inputs, own].map((read) => wrongTokens(model, source, read, targets));
  const count = forced.map(({ length }) => length);
  return { losses: everyTwentieth(losses), forced: forced.map(share), free: free.map(share), tokens: count };
}

/** By position: whether each token that the model finds likeliest, after it has read `inputs`, is wrong. */
function wrongTokens(model: Seq2Seq, source: TokenBatch, inputs: TokenBatch, targets: Int32Array): boolean[][] {
  const { logits } = model.forward(source, inputs);
  const rows = logits.reshape([targets.length, logits.size / targets.length]);
  return Array.from({ length: inputs.T }, (_, t) =>
    Array.from({ length: inputs.B }, (_, b) => t * inputs.B + b)
      .filter((n) => targets[n] >= 0)
      .map((n) => argmax(rows.row(n)) !== targets[n]),
  );
}

const share = (wrong: readonly boolean[]): number => wrong.filter(Boolean).length / wrong.length;
