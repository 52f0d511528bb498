import {
  biasFor, candidate, candidateResetAfter, type GruByHand, halfLife, mixed, parameters,
} from "../checks/06-gru-by-hand.js"; // biome-ignore format: a list
import type { Answers } from "../checks/exercise.js";
import { sigmoid } from "../checks/linear.js";

const UNROLLED = "(1-z)^3 h0 + z (1-z)^2 c1 + z (1-z) c2 + z c3";

export type Pieces = {
  readonly candidate: (given: GruByHand) => number[];
  readonly mixed: (given: GruByHand, j: number, hTilde: number) => number;
  readonly sameFor: string;
  readonly after: (given: GruByHand) => number[];
  readonly unrolled: string;
  readonly halfLife: (z: number) => number;
  readonly biasFor: (t: number) => number;
  readonly parameters: (given: GruByHand, biases: number) => number;
};

const right: Pieces = {
  candidate,
  mixed,
  sameFor: "diagonal",
  after: candidateResetAfter,
  unrolled: UNROLLED,
  halfLife,
  biasFor,
  parameters,
};

/** The answers of one who goes wrong in some places. */
export function answers(given: GruByHand, replaced: Partial<Pieces> = {}): Answers {
  const p = { ...right, ...replaced };
  const step = stepOf(given, p.candidate(given), p.mixed);
  const reset = { sameFor: p.sameFor, after1: p.after(given)[0] };
  const memory = { unrolled: p.unrolled, halfLife: p.halfLife(given.z), biasFor: p.biasFor(given.steps) };
  const [noBias, oneBias, twoBiases] = [0, 1, 2].map((biases) => p.parameters(given, biases));
  return { ...step, ...reset, ...memory, noBias, oneBias, twoBiases };
}

/** The answers of the first part, from the candidate. */
export function stepOf(
  given: GruByHand,
  [candidate1, candidate2]: readonly number[],
  mix: Pieces["mixed"] = mixed,
): Answers {
  return { candidate1, candidate2, state1: mix(given, 0, candidate1), state2: mix(given, 1, candidate2) };
}

/** The candidate from what the product sees of the state, and what squashes the sum. */
export const candidateOf =
  (reset: (given: GruByHand, j: number) => number, squash: (a: number) => number = Math.tanh): Pieces["candidate"] =>
  (given) => {
    const seen = given.hPrev.map((h, j) => reset(given, j) * h);
    return given.Wh.map(([u1, u2, w], j) => squash(u1 * seen[0] + u2 * seen[1] + w * given.x + given.bh[j]));
  };

/** The reset gate. */
export const r = ({ ar }: GruByHand, j: number): number => sigmoid(ar[j]);
