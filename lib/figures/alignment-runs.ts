import type { TranslationPair } from "../data/french-english.js";
import { argmax } from "../seq2seq/decoding.js";
import type { Seq2Seq } from "../seq2seq/seq2seq.js";
import { Rng } from "../tensor/rng.js";
import type { ComputeOptions } from "./figure-module.js";
import {
  drawPair,
  end,
  english,
  everyTwentieth,
  type TranslatorSettings,
  trainTranslator,
  translate,
  translationBatch,
} from "./translator.js";

export const settings = {
  attention: "luong-general",
  hiddenSize: 32,
  embeddingSize: 16,
  batch: 16,
  updates: 1000,
  learningRate: 0.01,
  clipNorm: 5,
  phrases: 4,
  seed: 0,
  testPairs: 200,
} as const;

/** The same with Bahdanau's additive score, which notebook 08 compares. */
export const additive: TranslatorSettings = { ...settings, attention: "bahdanau" };

const sentence = ["la", "maison", "bleue"];

export type AlignmentData = {
  /** The loss of every 20th update, in nats a token. */
  readonly losses: readonly number[];
  readonly source: readonly string[];
  /** The model's translation, the end token included, and what each word of it looked at: [T_tgt, T_src]. */
  readonly translation: readonly string[];
  readonly weights: readonly (readonly number[])[];
  /** The share of words in new sentences that look most at the word they render. */
  readonly aligned: number;
};

export async function alignmentData(options: ComputeOptions): Promise<AlignmentData> {
  const { model, losses } = await trainTranslator(settings, options);
  return { losses: everyTwentieth(losses), ...alignmentOf(model) };
}

/** What a trained translator makes of the sentence, and how often it looks right. */
export function alignmentOf(model: Seq2Seq): Omit<AlignmentData, "losses"> {
  const { tokens, alphas } = translate(model, sentence);
  return {
    source: sentence,
    translation: tokens.map((id) => (id === end ? "end" : english.tokens[id])),
    weights: alphas.map((alpha) => Array.from(alpha)),
    aligned: alignedShare(model),
  };
}

/** Over new sentences, with the right words before: where argmax α is the word that the grammar says. */
function alignedShare(model: Seq2Seq): number {
  const rng = new Rng(settings.seed).split(2);
  const pairs = Array.from({ length: settings.testPairs }, () => drawPair(rng, settings.phrases));
  const hits = pairs.flatMap((pair) => lookedAt(model, pair).map((j, t) => Number(j === pair.alignment[t])));
  return hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
}

/** For each target word the source word with the largest weight. */
function lookedAt(model: Seq2Seq, pair: TranslationPair): number[] {
  const { source, inputs } = translationBatch([pair]);
  const { alpha } = model.forward(source, inputs);
  return pair.alignment.map((_, t) => argmax(alpha!.row(t)));
}
