import type { Rng } from "unrolled";
import { get } from "./conversation.js";
import type { Check, Given } from "./exercise.js";
import { Failure } from "./failure.js";
import { describe, field } from "./structure.js";
import { judgeChoice } from "./written/choice.js";
import { gradeNumber, judgeNumber } from "./written/number.js";
import { gradeVector } from "./written/vector.js";

/** A batch of two sentences with the losses of a model on them, and a language of three words. */
export type Seq2SeqByHand = Given & {
  readonly start: number;
  readonly end: number;
  readonly pad: number;
  readonly short: readonly number[];
  readonly long: readonly number[];
  /** −ln p at every cell of the batch, padding included: [2, T]. */
  readonly losses: readonly (readonly number[])[];
  readonly first: readonly number[];
  /** A row for each first word. */
  readonly second: readonly (readonly number[])[];
  readonly V: number;
  readonly words: number;
  /** p and length of a short and of a long sentence. */
  readonly shortOne: readonly number[];
  readonly longOne: readonly number[];
};

export const canonical: Seq2SeqByHand = {
  start: 1,
  end: 2,
  pad: 0,
  short: [5],
  long: [3, 6, 4],
  losses: [
    [1.2, 0.3, 2.5, 1.9, 2.2],
    [0.4, 0.9, 0.2, 0.7, 1.6],
  ],
  first: [0.5, 0.4, 0.1],
  second: [
    [0.4, 0.35, 0.25],
    [0.05, 0.9, 0.05],
    [0.3, 0.2, 0.5],
  ],
  V: 10,
  words: 4,
  shortOne: [0.3, 2],
  longOne: [0.1, 5],
};

export function draw(rng: Rng): Seq2SeqByHand {
  const tokens = rng.shuffle([3, 4, 5, 6, 7, 8, 9]);
  const n = rng.choice([1, 2]);
  const [short, long] = [tokens.slice(0, n), tokens.slice(n, n + rng.choice([3, 4]))];
  const losses = drawLosses(rng, short.length, long.length);
  const order = rng.shuffle([0, 1, 2]);
  const rows = [[0.42, 0.33, 0.25], rng.choice([[0.9, 0.06, 0.04], [0.8, 0.15, 0.05]]), [0.5, 0.3, 0.2]].map((row) => rng.shuffle(row)); // biome-ignore format: a table
  const first = rng.choice([[0.5, 0.4, 0.1], [0.45, 0.4, 0.15], [0.5, 0.35, 0.15]]); // biome-ignore format: a table
  return {
    ...{ start: 1, end: 2, pad: 0, short, long, losses },
    first: order.map((word) => first[word]),
    second: order.map((word) => rows[word]),
    V: rng.choice([8, 10, 12]),
    words: rng.choice([3, 4]),
    shortOne: [rng.choice([0.25, 0.28, 0.3]), rng.choice([2, 3])],
    longOne: [rng.choice([0.12, 0.15]), rng.choice([6, 7])],
  };
}

/** Losses for which every way of averaging them comes out different. */
function drawLosses(rng: Rng, ...lengths: readonly [short: number, long: number]): number[][] {
  for (;;) {
    const losses = lengths.map(() => Array.from({ length: lengths[1] + 2 }, () => (2 + rng.int(28)) / 10));
    const [real, words] = [1, 0].map((end) => lengths.map((length, b) => losses[b].slice(0, length + end)));
    const sum = mean(real.flat()) * real.flat().length;
    const means = [losses, real, words].flatMap((rows) => [mean(rows.flat()), mean(rows.map(mean))]);
    const all = [...means.slice(1), sum, sum / 2, sum / losses.flat().length].sort((a, b) => a - b);
    if (all.every((value, i) => i === 0 || value - all[i - 1] > 0.01)) return losses;
  }
}

type Rows = readonly (readonly number[])[];

/** Each sentence with what stands before and after it, filled up with padding: [2, T]. */
export function batch({ short, long, losses, pad }: Seq2SeqByHand, before: readonly number[], after: readonly number[]): Rows {
  return [short, long].map((sentence) => {
    const row = [...before, ...sentence, ...after];
    return [...row, ...Array(losses[0].length - row.length).fill(pad)];
  });
} // biome-ignore format: a signature

/** The losses of the real tokens, the end token among them, sentence by sentence. */
export const realLosses = ({ short, long, losses }: Seq2SeqByHand): Rows =>
  [short, long].map(({ length }, b) => losses[b].slice(0, length + 1));

export const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

const argmax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** What is found when only the `width` likeliest first words are followed. */
export function beam({ first, second }: Seq2SeqByHand, width: number): { readonly sentence: string; readonly p: number } {
  const kept = [0, 1, 2].sort((a, b) => first[b] - first[a]).slice(0, width);
  const found = kept.map((word) => {
    const next = argmax(second[word]);
    return { sentence: "abc"[word] + "abc"[next], p: first[word] * second[word][next] };
  });
  return found[argmax(found.map(({ p }) => p))];
} // biome-ignore format: a signature

/** The α at which ln p / lengthᵅ is the same for both. */
export const balance = ({ shortOne: [p, n], longOne: [q, m] }: Seq2SeqByHand): number =>
  Math.log(Math.log(q) / Math.log(p)) / Math.log(m / n);

const SENTENCES = [..."abc"].flatMap((one) => [..."abc"].map((two) => one + two));

function searchCheck(given: Seq2SeqByHand, name: "greedy" | "beam", width: number, lookAt: string): Check {
  const right = beam(given, width);
  return {
    id: name,
    title: name === "greedy" ? "greedy search" : "a beam of two",
    points: 1,
    lookAt,
    *run() {
      const answer = yield* get(name);
      if (typeof answer !== "object" || answer === null) {
        throw new Failure({ problem: `${name} has two parts, { sentence: "…", p: … }: got ${describe(answer)} alone` });
      }
      const p = { name: `${name}.p`, exact: right.p, precision: { decimals: 4 }, what: "the probability of what it finds" } as const;
      judgeNumber(p, field(name, answer, "p"));
      const given = field(name, answer, "sentence");
      const sentence = Array.isArray(given) ? given.join("") : given;
      const typed = typeof sentence === "string" ? sentence.replaceAll(/[\s,]/g, "") : sentence;
      return judgeChoice({ name: `${name}.sentence`, options: SENTENCES, right: right.sentence }, typed);
    },
  }; // biome-ignore format: a record
}

function numberCheck(name: string, title: string, exact: number, decimals: number | "exact", lookAt: string): Check {
  const precision = decimals === "exact" ? decimals : { decimals };
  return { id: name, title, points: 1, lookAt, run: () => gradeNumber({ name, exact, precision, what: title }) };
}

function forcing(given: Seq2SeqByHand): Check {
  const shape = [2, given.losses[0].length];
  const asked = { symbols: "[2, T]", shape, precision: "exact" } as const;
  const [inputs, readToTheEnd] = [batch(given, [given.start], []), batch(given, [given.start], [given.end])];
  const targets = batch(given, [], [given.end]).flat();
  return {
    id: "forcing",
    title: "teacher forcing: inputs and targets",
    points: 1,
    lookAt: "Write the two rows under each other. In each column: what has the decoder just been told, and what should it say?",
    *run() {
      const typed = yield* get("inputs");
      // What is read where no answer counts makes no difference: the end may stand there, as in `target.slice(0, -1)`.
      const exact = inputs.flatMap((row, b) =>
        Array.isArray(typed) && String(typed[b]) === String(readToTheEnd[b]) ? readToTheEnd[b] : row,
      );
      yield* gradeVector({ ...asked, name: "inputs", exact, what: "what the decoder reads" });
      return yield* gradeVector({ ...asked, name: "targets", exact: targets, what: "what it should answer" });
    },
  }; // biome-ignore format: a record
}

export function checks(given: Seq2SeqByHand): readonly Check[] {
  const rows = realLosses(given);
  const ratio = rows[1].length / rows[0].length;
  return [
    forcing(given),
    numberCheck("tokenMean", "the mean over real tokens", mean(rows.flat()), 4, "Mark the cells that hold a real target. Add those up, and count those."),
    numberCheck("sequenceMean", "the mean over sentences", mean(rows.map(mean)), 4, "Two means inside one: first each sentence has its own."),
    numberCheck("ratio", "how much more a token of the short sentence weighs", ratio, 4, "Write the sequence mean as a sum over tokens. What stands before a token of each sentence?"),
    searchCheck(given, "greedy", 1, "One step at a time, never looking ahead. Multiply what was chosen."),
    searchCheck(given, "beam", 2, "Two first words go on. Which sentences can still be made of them?"),
    numberCheck("sure", "the width that is sure to find the likeliest", given.V ** (given.words - 1), "exact", "How many beginnings are there before the last word? Could the best sentence come from the worst of them?"),
    numberCheck("alpha", "the α at which both sentences score alike", balance(given), 3, "Set the two scores equal, and take logarithms until α stands alone."),
  ];
} // biome-ignore format: a table
