import { padSequences } from "../data/batches.js";
import { frenchEnglishPair, frenchEnglishWords, type TranslationPair } from "../data/french-english.js";
import { Vocabulary } from "../data/vocabulary.js";
import { Arena } from "../kernels/arena.js";
import { zeroLayerGrads } from "../layers/layer.js";
import type { AttentionKind } from "../seq2seq/decoder.js";
import { greedyDecode, type Hypothesis } from "../seq2seq/decoding.js";
import { Seq2Seq } from "../seq2seq/seq2seq.js";
import { type TeacherForced, type TokenBatch, teacherForcing } from "../seq2seq/tokens.js";
import { Rng } from "../tensor/rng.js";
import { clipScale } from "../training/clip.js";
import { type StepResult, train } from "../training/loop.js";
import { crossEntropy } from "../training/losses.js";
import { Adam } from "../training/optimisers.js";
import { breathe, type ComputeOptions } from "./figure-module.js";

/** Both languages of the toy grammar. */
export const french: Vocabulary = new Vocabulary(frenchEnglishWords().source);
export const english: Vocabulary = new Vocabulary(frenchEnglishWords().target);
export const start: number = english.idOf("<start>");
export const end: number = english.idOf("<end>");

/** A translator and how it is trained. */
export type TranslatorSettings = {
  readonly attention: AttentionKind;
  readonly hiddenSize: number;
  readonly embeddingSize: number;
  readonly batch: number;
  readonly updates: number;
  readonly learningRate: number;
  readonly clipNorm: number;
  /** Sentences of 1 to this many noun phrases. */
  readonly phrases: number;
  /** The encoder reads the last word first (Sutskever et al. 2014). */
  readonly reversed?: boolean;
  readonly seed: number;
};

/** A sentence pair, as many noun phrases long as chance says. */
export const drawPair = (rng: Rng, most: number): TranslationPair => frenchEnglishPair(rng, 1 + rng.int(most));

/** What the encoder reads, from the last word to the first if `reversed`, and what the decoder should answer. */
export function translationBatch(
  pairs: readonly TranslationPair[],
  reversed = false,
): TeacherForced & { readonly source: TokenBatch } {
  const sources = pairs.map(({ source }) => french.encode(reversed ? [...source].reverse() : source));
  const targets = pairs.map(({ target }) => english.encode(target));
  return { source: padSequences(sources), ...teacherForcing(targets, { start, end }) };
}

/** A translator as it is before its first update. */
export function untrainedTranslator({ attention, hiddenSize, embeddingSize, seed }: TranslatorSettings): Seq2Seq {
  const vocabularies = { srcVocabSize: french.size, tgtVocabSize: english.size };
  return new Seq2Seq({ ...vocabularies, hiddenSize, embeddingSize, attention, seed });
}

/** Trains a translator on fresh sentences; the loss of every update, in nats a token. */
export async function trainTranslator(
  settings: TranslatorSettings,
  options: ComputeOptions,
): Promise<{ model: Seq2Seq; losses: number[] }> {
  const { batch, updates, learningRate, clipNorm, phrases, reversed, seed } = settings;
  const model = untrainedTranslator(settings);
  const optimiser = new Adam(model.params, { lr: learningRate });
  const [rng, arena] = [new Rng(seed).split(1), new Arena()];
  const step = (): StepResult => {
    const pairs = Array.from({ length: batch }, () => drawPair(rng, phrases));
    const { source, inputs, targets } = translationBatch(pairs, reversed);
    return arena.run(() => {
      const { logits, cache } = model.forward(source, inputs);
      const { loss, dLogits } = crossEntropy(logits, targets);
      zeroLayerGrads(model);
      model.backward(cache, dLogits);
      const { norm, scale } = clipScale(model.grads, clipNorm);
      optimiser.step(model.grads, scale);
      return { loss, gradNorm: norm };
    });
  };
  const { onProgress, signal } = options;
  const report = ({ step: done }: { step: number }): void => onProgress?.(done / updates);
  const { losses } = await train({ steps: updates, step, signal, onProgress: report });
  await breathe(1, options);
  return { model, losses };
}

/** What a recording keeps of the losses. */
export const everyTwentieth = (losses: readonly number[]): number[] => losses.filter((_, i) => i % 20 === 0);

/** The model's own translation, word by word the likeliest. */
export function translate(model: Seq2Seq, source: readonly string[]): Hypothesis {
  const maxLength = 2 * source.length + 5;
  return greedyDecode({ ...model.encode(french.encode(source)), start, end, maxLength });
}
