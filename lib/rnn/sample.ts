import { softmax } from "../kernels/vectors.js";
import type { Vec } from "../tensor/dtype.js";
import { checkInteger, checkPositive } from "../tensor/errors.js";
import type { Rng } from "../tensor/rng.js";
import type { VanillaRNN } from "./vanilla-rnn.js";

/** How `sample` draws. */
export type SampleOptions = {
  /** Token ids the model reads first; it continues from there. */
  readonly prompt: readonly number[];
  readonly length: number;
  readonly rng: Rng;
  /** Below 1 the likely tokens become likelier; 1 samples the model's own distribution. */
  readonly temperature?: number;
};

/** Draws `length` token ids, each fed back as the next input (ch. 9, "The Recurrence Relation"). */
export function sample(model: VanillaRNN, { prompt, length, rng, temperature = 1 }: SampleOptions): number[] {
  checkInteger("sample", "length", length, 0);
  checkPositive("sample", "temperature", temperature);
  const ids: number[] = [];
  let { h, p } = model.forward(prompt);
  while (ids.length < length) {
    const id = rng.categorical(temper(p[p.length - 1], temperature));
    ids.push(id);
    ({ h, p } = model.forward([id], h[h.length - 1]));
  }
  return ids;
}

/** p^(1/temperature), renormalised. */
function temper(p: Vec, temperature: number): Vec {
  return softmax(p.map((probability) => Math.log(probability) / temperature));
}
