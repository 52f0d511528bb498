import { beamSearch, type DecodeOptions, logSoftmax, normalInit, type Rng, type RnnParams, rnnForward, type Tensor, type Vec } from "unrolled"; // biome-ignore format: a list

/** A decoder: an RNN that reads [embedding of the last token; context] at each step, and a projection to V logits. */
export type Model = {
  readonly embed: Tensor;
  readonly rnn: RnnParams;
  readonly Why: Tensor;
  readonly by: Tensor;
};

/** A model to search with, all sizes distinct. */
export type Search = {
  readonly model: Model;
  readonly context: Vec;
  readonly start: number;
  readonly end: number;
  readonly maxLength: number;
};

/** A sentence that was found: its tokens without start, end included, and ln p. */
export type Found = { readonly tokens: readonly number[]; readonly logProb: number };

const [V, E, H] = [6, 2, 4];

/** Weights large enough that sentences differ, and end sooner or later. */
export function drawSearch(rng: Rng): Search {
  const model = {
    embed: normalInit(rng, [V, E], 2),
    rnn: { Wxh: normalInit(rng, [H, E + H], 1), Whh: normalInit(rng, [H, H], 1), bh: normalInit(rng, [H], 0.5) },
    Why: normalInit(rng, [V, H], 1),
    by: normalInit(rng, [V], 0.5),
  };
  const [start, end] = rng.shuffle([...Array(V).keys()]);
  model.by.data[start] = -20; // nobody says the start
  model.by.data[end] += 0.3;
  return { model, context: Float64Array.from({ length: H }, () => rng.normal()), start, end, maxLength: 5 };
}

/** One step, as the notebook's setup cell has it. */
export function decoderStep({ embed, rnn, Why, by }: Model, context: Vec, h: Vec, token: number): { logProbs: Vec; h: Vec } {
  const next = rnnForward(rnn, Float64Array.from([...embed.row(token), ...context]), h).h;
  const logits = Float64Array.from(by.data, (b, v) => b + dot(Why.row(v), next));
  return { logProbs: logSoftmax(logits), h: next };
} // biome-ignore format: a signature

/** What the library's search finds; width 1 is greedy. */
export function search({ model, context, start, end, maxLength }: Search, width: number, alpha: number): Found {
  const step: DecodeOptions<Vec>["step"] = (state, token) => {
    const { logProbs, h } = decoderStep(model, context, state, token);
    return { logProbs, state: h };
  };
  const options = { step, initial: new Float64Array(H), start, end, maxLength };
  return beamSearch({ ...options, width, lengthPenalty: alpha })[0];
}

function dot(u: Vec, v: Vec): number {
  let sum = 0;
  for (let j = 0; j < u.length; j++) sum += u[j] * v[j];
  return sum;
}
