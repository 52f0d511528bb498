import type { Turn } from "./contestant.js";

/** The middle value, or the mean of the middle two; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half) - 1]) / 2;
}

/** Others used more than this share of one core. */
const MAX_FOREIGN = 0.1;
/** It got less than this share of the processor time that it usually gets. */
const MIN_SHARE = 0.9;

/**
 * Which turns of one contestant something else on the machine disturbed: other processes were at work, or it got clearly
 * less processor time a second than in its other turns.
 */
export function contaminated(turns: readonly Turn[]): boolean[] {
  const usual = median(turns.map(({ cpu, wall }) => cpu / wall));
  return turns.map(({ cpu, wall, foreign }) => foreign / wall > MAX_FOREIGN || cpu / wall < MIN_SHARE * usual);
}

/** A contestant's result. Turns are by round; one that was too slow for more has a single one. */
export type Result = {
  /** The median over clean turns of a turn's median step; over all turns when none was clean. */
  readonly ms: number;
  /** By turn. */
  readonly contaminated: readonly boolean[];
  readonly turns: readonly Turn[];
};

export function summarise(turns: readonly Turn[]): Result {
  const flags = contaminated(turns);
  const clean = turns.filter((_, round) => !flags[round]);
  const ms = median((clean.length > 0 ? clean : turns).map((turn) => median(turn.ms)));
  return { ms, contaminated: flags, turns };
}

/** How many times as fast, with the lowest and highest round. */
export type Ratio = { readonly median: number; readonly low: number; readonly high: number };

/**
 * How many times as fast as `reference`, round by round, so that what slows the whole machine cancels out. Rounds in which
 * either was disturbed do not count, unless there are no others. A contestant of one turn is compared with the
 * reference's median.
 */
export function ratioTo(reference: Result, result: Result): Ratio {
  if (result.turns.length < reference.turns.length) {
    const ratio = reference.ms / result.ms;
    return { median: ratio, low: ratio, high: ratio };
  }
  const all = result.turns.map((turn, round) => median(reference.turns[round].ms) / median(turn.ms));
  const clean = all.filter((_, round) => !reference.contaminated[round] && !result.contaminated[round]);
  const ratios = clean.length > 0 ? clean : all;
  return { median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) };
}

/** p of y ∝ xᵖ, by least squares over the logarithms: 1 is linear, 2 quadratic. */
export function exponent(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [x.map(Math.log), y.map(Math.log)];
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - meanA) * (b[i] - meanB)));
  return covariance / mean(a.map((value) => (value - meanA) ** 2));
}
