import type { Seq2Seq } from "../seq2seq/seq2seq.js";
import { loadParams } from "../weights/load-params.js";
import { loadSafetensors, saveSafetensors } from "../weights/safetensors.js";
import { type TranslatorSettings, untrainedTranslator } from "./translator.js";

/** A trained translator's bytes in safetensors' format; its settings travel in the metadata. */
export function saveTranslator(model: Seq2Seq, settings: TranslatorSettings): Uint8Array {
  return saveSafetensors(model.params, { settings: JSON.stringify(settings) });
}

/**
 * The translator of a file that `saveTranslator` wrote, and the settings it was trained with. Its words are `french` and
 * `english` of translator.ts.
 *
 * @example loadTranslator(readFileSync("data/translator.safetensors")).model
 */
export function loadTranslator(bytes: Uint8Array): { model: Seq2Seq; settings: TranslatorSettings } {
  const { tensors, metadata } = loadSafetensors(bytes);
  const settings = JSON.parse(metadata.settings) as TranslatorSettings;
  const model = untrainedTranslator(settings);
  loadParams(model, tensors);
  return { model, settings };
}
