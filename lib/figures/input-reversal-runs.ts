import type { Seq2Seq } from "../seq2seq/seq2seq.js";
import { Rng } from "../tensor/rng.js";
import { crossEntropy } from "../training/losses.js";
import { breathe, type ComputeOptions } from "./figure-module.js";
import { drawPair, trainTranslator, translationBatch } from "./translator.js";

export const settings = {
  attention: "none",
  hiddenSize: 64,
  embeddingSize: 32,
  batch: 16,
  updates: 1000,
  learningRate: 0.005,
  clipNorm: 5,
  phrases: 4,
  seeds: [0, 1, 2],
  testPairs: 500,
} as const;

/** Of each seed: the loss of every update (a mean over 50), and on new sentences afterwards; nats a token. */
export type ReversalData = { readonly forward: readonly ReversalRun[]; readonly reversed: readonly ReversalRun[] };

export type ReversalRun = { readonly losses: readonly number[]; readonly testLoss: number };

/** The loss is kept as means over so many updates. */
export const meanOver = 50;

/** Trains each translator twice, on the same sentences from the same weights, read from the first word and from the last. */
export async function reversalData(options: ComputeOptions): Promise<ReversalData> {
  const data = { forward: [] as ReversalRun[], reversed: [] as ReversalRun[] };
  const runs = settings.seeds.flatMap((seed) => [
    { seed, reversed: false },
    { seed, reversed: true },
  ]);
  for (const [i, { seed, reversed }] of runs.entries()) {
    const onProgress = (done: number): void => options.onProgress?.((i + done) / runs.length);
    const { model, losses } = await trainTranslator({ ...settings, seed, reversed }, { ...options, onProgress });
    const run = { losses: blockMeans(losses), testLoss: testLoss(model, seed, reversed) };
    data[reversed ? "reversed" : "forward"].push(run);
    await breathe((i + 1) / runs.length, options);
  }
  return data;
}

/** Means over `meanOver` updates each: single batches are too noisy to read. */
export function blockMeans(losses: readonly number[]): number[] {
  return Array.from({ length: Math.floor(losses.length / meanOver) }, (_, k) => {
    const block = losses.slice(k * meanOver, (k + 1) * meanOver);
    return block.reduce((sum, loss) => sum + loss, 0) / meanOver;
  });
}

function testLoss(model: Seq2Seq, seed: number, reversed: boolean): number {
  const rng = new Rng(seed).split(2);
  const pairs = Array.from({ length: settings.testPairs }, () => drawPair(rng, settings.phrases));
  const { source, inputs, targets } = translationBatch(pairs, reversed);
  return crossEntropy(model.forward(source, inputs).logits, targets).loss;
}
