import type { Vec } from "../tensor/dtype.js";
import { ArgumentError, checkInteger, describe } from "../tensor/errors.js";
import { checkLogProbs, type DecodeOptions, type DecodeStep, type Hypothesis } from "./decoding.js";

/** What to decode, and how wide to look. */
export type BeamSearchOptions<State> = DecodeOptions<State> & {
  /** How many hypotheses go on at each step; 1 is greedy search. */
  readonly width: number;
  /**
   * α in score = logProb / lengthᵅ: 0 compares probabilities, which favours short sequences, since every token costs;
   * 1 compares the mean per token.
   */
  readonly lengthPenalty?: number;
};

/** A hypothesis that can still grow. */
type Live<State> = {
  readonly tokens: readonly number[];
  readonly logProb: number;
  readonly alphas: readonly Vec[];
  readonly state: State;
  readonly last: number;
};

/**
 * Keeps the `width` likeliest beginnings at each step and returns up to `width` sequences, best score first
 * (Graves 2012; Sutskever et al. 2014). A hypothesis that reaches the end token leaves the beam and is kept; the search
 * stops when no hypothesis in the beam can still beat the `width`-th best finished one. Those cut off at `maxLength`
 * compete as they are. Equal scores keep the order of discovery.
 */
export function beamSearch<State>(options: BeamSearchOptions<State>): Hypothesis[] {
  const { initial, start, end, maxLength, width, lengthPenalty = 0 } = options;
  checkInteger("beamSearch", "maxLength", maxLength);
  checkInteger("beamSearch", "width", width);
  if (!(lengthPenalty >= 0 && Number.isFinite(lengthPenalty))) {
    throw new ArgumentError(`beamSearch: lengthPenalty must be a number ≥ 0, got ${describe(lengthPenalty)}`);
  }
  const score = (logProb: number, length: number): number => logProb / length ** lengthPenalty;
  const complete = ({ tokens, logProb, alphas }: Live<State>, finished: boolean): Hypothesis => {
    return { tokens, logProb, score: score(logProb, tokens.length), finished, alphas };
  };

  let beam: Live<State>[] = [{ tokens: [], logProb: 0, alphas: [], state: initial, last: start }];
  let found: Hypothesis[] = [];
  for (let length = 1; length <= maxLength && beam.length > 0; length++) {
    const best = beam.flatMap((live) => extend(options, live)).sort((a, b) => b.logProb - a.logProb);
    beam = best.slice(0, width);
    const ended = beam.filter(({ last }) => last === end).map((live) => complete(live, true));
    beam = beam.filter(({ last }) => last !== end);
    found = bestFirst([...found, ...ended]).slice(0, width);
    // ln p only falls from here and a longer sequence divides it by more: the best that a live one can still become.
    const hope = beam.length > 0 ? score(beam[0].logProb, maxLength) : Number.NEGATIVE_INFINITY;
    if (found.length === width && found[width - 1].score >= hope) return found;
  }
  return bestFirst([...found, ...beam.map((live) => complete(live, false))]).slice(0, width);
}

/** The `width` likeliest continuations of one hypothesis; more of them could not enter the beam. */
function extend<State>({ step, width }: BeamSearchOptions<State>, live: Live<State>): Live<State>[] {
  const next: DecodeStep<State> = step(live.state, live.last);
  const { logProbs, state } = next;
  checkLogProbs("beamSearch", logProbs);
  const alphas = next.alpha ? [...live.alphas, next.alpha] : live.alphas;
  return Array.from(logProbs, (_, token) => token)
    .filter((token) => logProbs[token] > Number.NEGATIVE_INFINITY)
    .sort((a, b) => logProbs[b] - logProbs[a])
    .slice(0, width)
    .map((token) => {
      return { tokens: [...live.tokens, token], logProb: live.logProb + logProbs[token], alphas, state, last: token };
    });
}

const bestFirst = (hypotheses: Hypothesis[]): Hypothesis[] => hypotheses.sort((a, b) => b.score - a.score);
