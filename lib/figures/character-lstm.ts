import { documentChunks, splitIntoRows } from "../data/streams.js";
import { Vocabulary } from "../data/vocabulary.js";
import { initForgetBias } from "../layers/init.js";
import { SequenceModel } from "../seq2seq/sequence-model.js";
import { ArgumentError } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import type { TrainOptions } from "../training/loop.js";
import { Adam } from "../training/optimisers.js";
import { cosineSchedule, warmup } from "../training/schedules.js";
import { type Chunk, trainTruncatedBptt } from "../training/truncated-bptt.js";
import { loadParams } from "../weights/load-params.js";
import { loadSafetensors, saveSafetensors } from "../weights/safetensors.js";

/** How `data/character-lstm.safetensors` was trained. The last chapter is kept for measuring. */
export const settings = {
  text: "alice.txt",
  heldOutFrom: "CHAPTER XII\n",
  hiddenSize: 128,
  embeddingSize: 32,
  rows: 8,
  steps: 128,
  passes: 30,
  forgetBias: 2,
  learningRate: 0.004,
  warmup: 100,
  clipNorm: 1,
  seed: 0,
} as const;

/** A character model, and the characters that it knows. */
export type CharacterLstm = { readonly model: SequenceModel; readonly vocabulary: Vocabulary };

/** What a training shows of itself. */
export type CharacterTraining = CharacterLstm & { readonly losses: readonly number[] };

/** The book in two: what is trained on, and the last chapter. */
export function splitBook(book: string): { training: string; heldOut: string } {
  const at = book.lastIndexOf(settings.heldOutFrom);
  if (at < 0)
    throw new ArgumentError(`splitBook: book must have a line ${JSON.stringify(settings.heldOutFrom.trim())}`);
  return { training: book.slice(0, at), heldOut: book.slice(at) };
}

/** The book as the stream that truncated backpropagation reads: all rows at once, `steps` characters a chunk. */
function characterChunks(training: string, vocabulary: Vocabulary): Chunk[] {
  const { rows, steps } = settings;
  return documentChunks(splitIntoRows(vocabulary.encode(training), rows), { rows, steps });
}

/** Trains anew from all chapters but the last, in a few minutes; `updates` to see only how it begins. */
export async function trainCharacterLstm(
  book: string,
  { updates, ...progress }: Pick<TrainOptions, "onProgress" | "signal"> & { readonly updates?: number } = {},
): Promise<CharacterTraining> {
  const { passes, clipNorm, learningRate } = settings;
  const vocabulary = Vocabulary.ofCharacters(book);
  const model = untrainedCharacterLstm(vocabulary);
  const chunks = characterChunks(splitBook(book).training, vocabulary);
  const decay = cosineSchedule(learningRate, { steps: passes * chunks.length - settings.warmup });
  const { losses } = await trainTruncatedBptt({
    ...progress,
    model,
    ...(updates ? { chunks: chunks.slice(0, updates) } : { chunks, passes }),
    maxNorm: clipNorm,
    optimiser: new Adam(model.params),
    schedule: warmup(settings.warmup, decay),
  });
  return { model, vocabulary, losses };
}

/** The checkpoint's bytes: the weights, the characters, how it was trained and the losses it began with. */
export function saveCharacterLstm({ model, vocabulary, losses }: CharacterTraining): Uint8Array {
  return saveSafetensors(model.params, {
    characters: vocabulary.tokens.join(""),
    settings: JSON.stringify(settings),
    losses: JSON.stringify(losses.slice(0, 20).map((loss) => Number(loss.toPrecision(6)))),
  });
}

/** A trained model from the bytes of `data/character-lstm.safetensors`, in Node and in a browser alike. */
export function loadCharacterLstm(bytes: Uint8Array): CharacterLstm {
  const { tensors, metadata } = loadSafetensors(bytes);
  if (metadata.settings !== JSON.stringify(settings)) {
    throw new ArgumentError(
      "loadCharacterLstm: the file was made with other settings; npm run checkpoints -- character-lstm makes it anew",
    );
  }
  const vocabulary = Vocabulary.ofCharacters(metadata.characters);
  const model = untrainedCharacterLstm(vocabulary);
  loadParams(model, tensors);
  return { model, vocabulary };
}

/** The model before training. Its forget gates start further open than usual: quotations are long. */
export function untrainedCharacterLstm({ size: vocabSize }: Vocabulary): SequenceModel {
  const { hiddenSize, embeddingSize, forgetBias, seed } = settings;
  const model = new SequenceModel({ vocabSize, hiddenSize, embeddingSize, seed });
  initForgetBias(lstmParams(model), forgetBias);
  return model;
}

/** The recurrent layer's own names: `weight_ih_l0` for `lstm.weight_ih_l0`. */
export function lstmParams({ params }: SequenceModel): Params {
  const own = Object.entries(params).filter(([name]) => name.startsWith("lstm."));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice("lstm.".length), tensor]));
}
