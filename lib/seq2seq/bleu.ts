import { ArgumentError, ShapeError } from "../tensor/errors.js";

/** Runs of up to four words count. */
const MAX_ORDER = 4;

/**
 * Corpus BLEU (Papineni et al. 2002) in [0, 1], one reference a sentence: the geometric mean of the shares of runs of
 * 1 … 4 words that the reference has too, each counted no more often than there, times a penalty for being too short.
 * Counts are summed over the corpus first: it is not a mean over sentences. Without smoothing, one order without a match
 * makes it 0; orders longer than every sentence are left out.
 */
export function bleu(candidates: readonly (readonly string[])[], references: readonly (readonly string[])[]): number {
  if (candidates.length !== references.length) {
    throw new ShapeError(
      `bleu: references must be as many as candidates, ${candidates.length}, got ${references.length}`,
    );
  }
  if (candidates.length === 0) throw new ArgumentError("bleu: candidates must hold at least one sentence, got none");
  let logPrecision = 0;
  let orders = 0;
  for (let n = 1; n <= MAX_ORDER; n++) {
    const { matched, total } = clippedMatches(candidates, references, n);
    if (total === 0) break;
    logPrecision += Math.log(matched / total);
    orders++;
  }
  if (orders === 0) return 0;
  const [c, r] = [wordCount(candidates), wordCount(references)];
  return Math.exp(logPrecision / orders + Math.min(0, 1 - r / c));
}

/** How many runs of n words the candidates have, and how many of them their references have too. */
function clippedMatches(
  candidates: readonly (readonly string[])[],
  references: readonly (readonly string[])[],
  n: number,
): { matched: number; total: number } {
  let [matched, total] = [0, 0];
  for (const [i, candidate] of candidates.entries()) {
    const available = runs(references[i], n);
    for (const [run, count] of runs(candidate, n)) {
      matched += Math.min(count, available.get(run) ?? 0);
      total += count;
    }
  }
  return { matched, total };
}

/** Runs of n words and how often each occurs; JSON keeps ["a b"] apart from ["a", "b"]. */
function runs(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= words.length; i++) {
    const run = JSON.stringify(words.slice(i, i + n));
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

const wordCount = (sentences: readonly (readonly string[])[]): number =>
  sentences.reduce((count, words) => count + words.length, 0);
