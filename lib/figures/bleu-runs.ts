import { frenchEnglishPair, type TranslationPair } from "../data/french-english.js";
import { bleu } from "../seq2seq/bleu.js";
import type { AttentionKind } from "../seq2seq/decoder.js";
import type { Seq2Seq } from "../seq2seq/seq2seq.js";
import { Rng } from "../tensor/rng.js";
import { breathe, type ComputeOptions } from "./figure-module.js";
import { mean } from "./marks.js";
import { english, everyTwentieth, trainTranslator, translate } from "./translator.js";

export const settings = {
  hiddenSize: 64,
  embeddingSize: 32,
  batch: 32,
  updates: 600,
  learningRate: 0.005,
  clipNorm: 5,
  phrases: 4,
  seed: 0,
  longest: 8,
  testSentences: 100,
} as const;

/** BLEU in [0, 1] of new sentences, by their number of noun phrases. */
export type BleuData = {
  readonly phrases: readonly number[];
  /** The mean number of French words. */
  readonly words: readonly number[];
  readonly none: readonly number[];
  readonly attention: readonly number[];
  /** The loss of every 20th update, in nats a token. */
  readonly losses: { readonly none: readonly number[]; readonly attention: readonly number[] };
};

/** Trains both translators on the same sentences, and lets them translate the same new ones. */
export async function bleuData(options: ComputeOptions): Promise<BleuData> {
  const phrases = Array.from({ length: settings.longest }, (_, i) => i + 1);
  const tests = phrases.map(testPairs);
  const none = await trained("none", tests, { ...options, onProgress: (done) => options.onProgress?.(done / 2) });
  const attention = await trained("luong-general", tests, {
    ...options,
    onProgress: (done) => options.onProgress?.(0.5 + done / 2),
  });
  return {
    phrases,
    words: tests.map((pairs) => mean(pairs.map(({ source }) => source.length))),
    none: none.scores,
    attention: attention.scores,
    losses: { none: none.losses, attention: attention.losses },
  };
}

type Pairs = readonly TranslationPair[];

function testPairs(phrases: number): Pairs {
  const rng = new Rng(settings.seed).split(2).split(phrases);
  return Array.from({ length: settings.testSentences }, () => frenchEnglishPair(rng, phrases));
}

async function trained(
  attention: AttentionKind,
  tests: readonly Pairs[],
  options: ComputeOptions,
): Promise<{ scores: number[]; losses: number[] }> {
  const { model, losses } = await trainTranslator({ ...settings, attention }, options);
  const scores: number[] = [];
  for (const pairs of tests) {
    scores.push(score(model, pairs));
    await breathe(1, options);
  }
  return { scores, losses: everyTwentieth(losses) };
}

function score(model: Seq2Seq, pairs: Pairs): number {
  const answers = pairs.map(({ source }) => english.decodeSentence(translate(model, source).tokens));
  return bleu(
    answers,
    pairs.map(({ target }) => target),
  );
}
