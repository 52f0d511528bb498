import type { Contestant, Turn } from "./contestant.js";
import { median } from "./statistics.js";

/** Who takes longer than this for one step, in ms, takes one step only. */
const TOO_SLOW = 3000;

/** Someone who is in the race, with the turns so far, and what ended it early if anything did. */
export type Runner = {
  readonly contestant: Contestant;
  readonly steps: number;
  readonly turns: Turn[];
  broken?: string;
};

/**
 * Warms a contestant up and finds how many steps fill a turn of `turnMs`. One that is far too slow for turns has run its
 * only step then; that is its result. One whose first loss is not plausible is refused.
 */
export async function calibrate(
  contestant: Contestant,
  turnMs: number,
  plausible: (firstLoss: number) => boolean,
): Promise<Runner> {
  const first = await contestant.turn(1);
  if (!plausible(first.loss)) throw new Error(`it does other work: its first loss is ${first.loss}`);
  if (first.ms[0] > TOO_SLOW) return { contestant, steps: 0, turns: [first] };
  const warm = await contestant.turn(stepsFor(first, turnMs));
  return { contestant, steps: stepsFor(await contestant.turn(stepsFor(warm, turnMs)), turnMs), turns: [] };
}

const stepsFor = ({ ms }: Turn, wanted: number): number => Math.max(1, Math.round(wanted / median(ms)));

/** Lets them take turns, A B C A B C …, so that a change of the machine's speed meets all of them. */
export async function takeTurns(
  runners: readonly Runner[],
  rounds: number,
  onRound: (round: number) => void,
): Promise<void> {
  const steady = runners.filter(({ steps }) => steps > 0);
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const runner of steady) if (runner.broken === undefined) await takeTurn(runner);
  }
}

async function takeTurn(runner: Runner): Promise<void> {
  try {
    runner.turns.push(await runner.contestant.turn(runner.steps));
  } catch (error) {
    runner.broken = (error as Error).message;
  }
}
