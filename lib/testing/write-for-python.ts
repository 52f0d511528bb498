import { writeFileSync } from "node:fs";
import { SequenceModel } from "../seq2seq/sequence-model.js";
import { saveSafetensors } from "../weights/safetensors.js";
import { toTorchStateDict } from "../weights/torch.js";

/** The model of reference/interchange.py: embed, lstm, proj, under the same names. */
export function echoModel(seed: number): SequenceModel {
  return new SequenceModel({ vocabSize: 2, embeddingSize: 3, hiddenSize: 8, seed });
}

/** As a program: writes the file that reference/check_ours.py reads, a model's weights and what they make of some bits. */
if (process.argv[1]?.endsWith("write-for-python.ts")) {
  const model = echoModel(11);
  const bits = [[0, 1], [1, 1], [0, 0], [1, 0]]; // biome-ignore format: a matrix
  const logits = model.forward({ T: bits.length, B: 2, ids: bits.flat() }).logits.toArray();
  const bytes = saveSafetensors(toTorchStateDict(model), { facts: JSON.stringify({ bits, logits }) });
  writeFileSync(new URL("reference/values/written-by-unrolled.safetensors", import.meta.url), bytes);
}
