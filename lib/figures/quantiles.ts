/** The p-quantile of `values`, p in [0, 1], between neighbours in proportion; .5 is the median. */
export function quantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = p * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

/** At each step, the middle of many runs and where nine in ten of them lie. */
export type Band = { readonly low: number[]; readonly median: number[]; readonly high: number[] };

/** The band of curves of equal length. */
export function band(curves: readonly ArrayLike<number>[]): Band {
  const steps = Array.from({ length: curves[0].length }, (_, k) => curves.map((curve) => curve[k]));
  const line = (p: number): number[] => steps.map((values) => quantile(values, p));
  return { low: line(0.05), median: line(0.5), high: line(0.95) };
}
