import type { CheckResult } from "../checks/grade.js";
import { isGraded, type Report } from "./report.js";

export type Distribution = {
  /** Ten of them, in per cent; a full score is in the last. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  /** Shares of all points. */
  readonly mean: number;
  readonly median: number;
  /** Learners left out, because the grader itself failed on something of theirs. */
  readonly notGraded: number;
};

const BINS = 10;

/** Of those who are graded; undefined where nobody is. */
export function distribution({ learners }: Report): Distribution | undefined {
  const shares = learners
    .filter(isGraded)
    .map(({ points, maxPoints }) => (maxPoints > 0 ? points / maxPoints : 0))
    .sort((a, b) => a - b);
  if (shares.length === 0) return undefined;
  const counts = new Array<number>(BINS).fill(0);
  for (const share of shares) counts[Math.min(BINS - 1, Math.floor(share * BINS + 1e-9))]++;
  const middle = shares.slice(Math.floor((shares.length - 1) / 2), Math.floor(shares.length / 2) + 1);
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    bins: counts.map((count, i) => ({ from: (100 * i) / BINS, to: (100 * (i + 1)) / BINS, count })),
    mean: meanOf(shares),
    median: meanOf(middle),
    notGraded: learners.length - shares.length,
  };
}

export type HardCheck = {
  readonly exercise: number;
  readonly title: string;
  readonly handedIn: number;
  readonly passed: number;
  /** The misconception that most of those who failed have. */
  readonly commonest?: string;
};

/** The checks that the smallest share of those who handed the exercise in have passed; none that all passed. */
export function hardestChecks({ learners }: Report, count: number): HardCheck[] {
  const results = new Map<string, { exercise: number; checks: CheckResult[] }>();
  for (const { exercise, checks } of learners.flatMap(({ graded }) => graded)) {
    for (const check of checks) {
      const key = `${exercise} ${check.id}`;
      const known = results.get(key) ?? { exercise, checks: [] };
      known.checks.push(check);
      results.set(key, known);
    }
  }
  return [...results.values()]
    .map(({ exercise, checks }) => ({
      exercise,
      title: checks[0].title,
      handedIn: checks.length,
      passed: checks.filter(({ failure }) => !failure).length,
      commonest: commonest(checks.flatMap(({ misconception = [] }) => misconception)),
    }))
    .filter(({ passed, handedIn }) => passed < handedIn)
    .sort((a, b) => a.passed / a.handedIn - b.passed / b.handedIn)
    .slice(0, count);
}

function commonest(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
