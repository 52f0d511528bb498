import type { Vec } from "../tensor/dtype.js";
import { ArgumentError, checkInteger } from "../tensor/errors.js";

/** What a model says after reading one more token: ln p of each next token [V], and where it now stands. */
export type DecodeStep<State> = {
  readonly logProbs: Vec;
  readonly state: State;
  /** Attention weights of this step: [T_src], for plotting. */
  readonly alpha?: Vec;
};

/** Something that can be decoded: any function from (state, last token) to what comes next. */
export type DecodeOptions<State> = {
  readonly step: (state: State, token: number) => DecodeStep<State>;
  readonly initial: State;
  /** The token that the first step reads. */
  readonly start: number;
  /** The token that ends a sequence; without one every sequence runs to `maxLength`. */
  readonly end?: number;
  readonly maxLength: number;
};

/** A sequence that was found. */
export type Hypothesis = {
  /** The tokens after the start token, the end token included when it was reached. */
  readonly tokens: readonly number[];
  /** ln p of the whole sequence, in nats. */
  readonly logProb: number;
  /** What the search compares: logProb / lengthᵅ. */
  readonly score: number;
  /** Whether it reached the end token. */
  readonly finished: boolean;
  /** Attention weights per step, T_tgt × [T_src], where the model gives them. */
  readonly alphas: readonly Vec[];
};

/** Takes the likeliest token at each step (ch. 9, "The Encoder-Decoder Architecture"). It need not find the likeliest sequence. */
export function greedyDecode<State>(options: DecodeOptions<State>): Hypothesis {
  const { step, initial, start, end, maxLength } = options;
  checkInteger("greedyDecode", "maxLength", maxLength);
  const [tokens, alphas]: [number[], Vec[]] = [[], []];
  let [state, token, logProb] = [initial, start, 0];
  while (tokens.length < maxLength && (tokens.length === 0 || token !== end)) {
    const next = step(state, token);
    checkLogProbs("greedyDecode", next.logProbs);
    state = next.state;
    token = argmax(next.logProbs);
    logProb += next.logProbs[token];
    tokens.push(token);
    if (next.alpha) alphas.push(next.alpha);
  }
  return { tokens, logProb, score: logProb, finished: token === end, alphas };
}

/** ln softmax(y), without the detour over probabilities that may be 0. */
export function logSoftmax(y: Vec): Vec {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < y.length; i++) max = Math.max(max, y[i]);
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += Math.exp(y[i] - max);
  return y.map((x) => x - max - Math.log(sum));
}

/** The index of the largest entry, the first of equals. */
export function argmax(values: Vec): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** Refuses log-probabilities above zero, NaN, and none at all. */
export function checkLogProbs(where: string, logProbs: Vec): void {
  if (logProbs.length === 0) throw new ArgumentError(`${where}: step must return logProbs [V], got [0]`);
  for (let token = 0; token < logProbs.length; token++) {
    if (logProbs[token] <= 1e-6) continue; // ln p ≤ 0 but for rounding; NaN fails too
    throw new ArgumentError(`${where}: logProbs must be at most 0, got ${logProbs[token]} for token ${token}`);
  }
}
