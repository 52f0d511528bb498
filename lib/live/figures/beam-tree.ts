import { beamSearch } from "../../seq2seq/beam-search.js";
import type { DecodeStep } from "../../seq2seq/decoding.js";

/** A beginning that the search looked at. */
export type Node = {
  readonly tokens: readonly number[];
  /** The tokens before the last, joined. */
  readonly parent: string;
  /** p of its last word after the others. */
  readonly p: number;
  readonly logProb: number;
  /** Whether it stayed in the beam. */
  readonly kept: boolean;
  readonly finished: boolean;
};

const words = ["the", "a", "my", "cat", "dog", "sleeps", "runs", "barks", "today", "(end)"] as const;
type Word = (typeof words)[number];
const end = words.indexOf("(end)");

/** Steps that the longest sentence takes. */
export const depth = 4;

type Choices = readonly (readonly [word: Word, p: number])[];

const afterVerb: Choices = [["(end)", 0.8], ["today", 0.2]]; // biome-ignore format: a row of a table

/**
 * p of the next word after the words so far. “the” is the likeliest beginning, and its continuations share the rest among
 * themselves; “my” is the least likely, and nearly sure how to go on. That is why greedy search goes astray.
 */
const model: Readonly<Record<string, Choices>> = {
  "": [["the", 0.4], ["a", 0.35], ["my", 0.25]],
  the: [["cat", 0.55], ["dog", 0.45]],
  a: [["cat", 0.65], ["dog", 0.35]],
  my: [["dog", 0.95], ["cat", 0.05]],
  "the cat": [["sleeps", 0.55], ["runs", 0.45]],
  "the dog": [["runs", 0.5], ["barks", 0.5]],
  "a cat": [["sleeps", 0.6], ["runs", 0.4]],
  "a dog": [["barks", 0.6], ["runs", 0.4]],
  "my cat": [["sleeps", 1]],
  "my dog": [["barks", 0.9], ["runs", 0.1]],
}; // biome-ignore format: a table

const said = (tokens: readonly number[]): string[] => tokens.map((token) => words[token]);

/** The words of a node's sequence. */
export const wordsOf = ({ tokens }: Pick<Node, "tokens">): string[] => said(tokens);

const choicesAfter = (tokens: readonly number[]): Choices => model[said(tokens).join(" ")] ?? afterVerb;

/** The library's search asks for what comes after each beginning that it keeps; that is how the tree is seen. */
export function expand(width: number, steps: number): Node[] {
  const expanded: (readonly number[])[] = [];
  const step = (before: readonly number[], token: number): DecodeStep<readonly number[]> => {
    const tokens = token < 0 ? [] : [...before, token];
    expanded.push(tokens);
    return { logProbs: logProbs(tokens), state: tokens };
  };
  const found = beamSearch({ step, initial: [], start: -1, end, maxLength: steps, width });
  const kept = new Set([...expanded, ...found.map(({ tokens }) => tokens)].map((tokens) => tokens.join()));
  return expanded.flatMap((tokens) => children(tokens, kept));
}

function logProbs(tokens: readonly number[]): Float64Array {
  const logs = new Float64Array(words.length).fill(Number.NEGATIVE_INFINITY);
  for (const [word, p] of choicesAfter(tokens)) logs[words.indexOf(word)] = Math.log(p);
  return logs;
}

function children(tokens: readonly number[], kept: ReadonlySet<string>): Node[] {
  return choicesAfter(tokens).map(([word, p]) => {
    const longer = [...tokens, words.indexOf(word)];
    const node = { tokens: longer, parent: tokens.join(), p, logProb: logProbOf(longer) };
    return { ...node, kept: kept.has(longer.join()), finished: word === "(end)" };
  });
}

/** ln p of a sequence: a sum over its words. */
function logProbOf(tokens: readonly number[]): number {
  return tokens.reduce((sum, token, i) => sum + logProbs(tokens.slice(0, i))[token], 0);
}
