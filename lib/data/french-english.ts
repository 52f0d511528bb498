import { checkInteger } from "../tensor/errors.js";
import type { Rng } from "../tensor/rng.js";

/** A French sentence, its English translation, and for each English word the position of the French word it renders. */
export type TranslationPair = {
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly alignment: readonly number[];
};

/** A French word, masculine and feminine, and its English. */
type Entry = readonly [masculine: string, feminine: string, english: string];

type Gender = "masculine" | "feminine";

/* No French word here begins with a vowel or a mute h, so nothing is elided; no English one, so "a" is never "an". */
const NOUNS: Readonly<Record<Gender, readonly (readonly [french: string, english: string])[]>> = {
  masculine: [
    ["chat", "cat"],
    ["chien", "dog"],
    ["livre", "book"],
    ["jardin", "garden"],
    ["bateau", "boat"],
    ["pont", "bridge"],
  ],
  feminine: [
    ["maison", "house"],
    ["voiture", "car"],
    ["table", "table"],
    ["fleur", "flower"],
    ["porte", "door"],
    ["robe", "dress"],
  ],
};

const DETERMINERS: readonly Entry[] = [
  ["le", "la", "the"],
  ["un", "une", "a"],
  ["ce", "cette", "this"],
  ["mon", "ma", "my"],
];

/** Adjectives of size, beauty and newness stand before the noun in French, as all do in English … */
const BEFORE: readonly Entry[] = [
  ["petit", "petite", "small"],
  ["grand", "grande", "big"],
  ["beau", "belle", "beautiful"],
  ["nouveau", "nouvelle", "new"],
];

/** … colours stand after it: the swap that an alignment must show. */
const AFTER: readonly Entry[] = [
  ["bleu", "bleue", "blue"],
  ["rouge", "rouge", "red"],
  ["vert", "verte", "green"],
  ["noir", "noire", "black"],
  ["blanc", "blanche", "white"],
];

/** What stands between two noun phrases. */
const JOINERS: readonly (readonly [french: string, english: string])[] = [
  ["et", "and"],
  ["avec", "with"],
  ["sur", "on"],
  ["sous", "under"],
];

/**
 * One pair from a toy grammar: `phrases` noun phrases, joined ("la maison bleue et un petit chat" → "the blue house
 * and a small cat"). Gender shows in French only, and colours change place, so a translation word by word fails.
 */
export function frenchEnglishPair(rng: Rng, phrases: number): TranslationPair {
  checkInteger("frenchEnglishPair", "phrases", phrases);
  const pair = { source: [] as string[], target: [] as string[], alignment: [] as number[] };
  for (let i = 0; i < phrases; i++) {
    if (i > 0) {
      const [french, english] = rng.choice(JOINERS);
      append(pair, [french], [english], [0]);
    }
    appendNounPhrase(pair, rng);
  }
  return pair;
}

/** Every word of the grammar: what a vocabulary is built from, whatever a sample happens to hold. */
export function frenchEnglishWords(): { readonly source: string[]; readonly target: string[] } {
  const entries = [...DETERMINERS, ...BEFORE, ...AFTER];
  const pairs = [...NOUNS.masculine, ...NOUNS.feminine, ...JOINERS];
  const source = [...entries.map(([word]) => word), ...entries.map(([, word]) => word), ...pairs.map(([word]) => word)];
  const target = [...entries.map(([, , word]) => word), ...pairs.map(([, word]) => word)];
  return { source: [...new Set(source)], target: [...new Set(target)] };
}

type Draft = { readonly source: string[]; readonly target: string[]; readonly alignment: number[] };

/** Determiner, perhaps an adjective before, noun, perhaps one after; English puts both before the noun. */
function appendNounPhrase(pair: Draft, rng: Rng): void {
  const gender = rng.choice<Gender>(["masculine", "feminine"]);
  const [noun, english] = rng.choice(NOUNS[gender]);
  const [determiner, before, after] = [
    [rng.choice(DETERMINERS)],
    rng.int(2) ? [rng.choice(BEFORE)] : [],
    rng.int(2) ? [rng.choice(AFTER)] : [],
  ];
  const french = (entry: Entry): string => entry[gender === "masculine" ? 0 : 1];
  const nounAt = 1 + before.length;
  append(
    pair,
    [...[...determiner, ...before].map(french), noun, ...after.map(french)],
    [...[...determiner, ...before, ...after].map((entry) => entry[2]), english],
    [0, ...before.map(() => 1), ...after.map(() => nounAt + 1), nounAt],
  );
}

function append(
  pair: Draft,
  french: readonly string[],
  english: readonly string[],
  alignment: readonly number[],
): void {
  pair.alignment.push(...alignment.map((j) => pair.source.length + j));
  pair.source.push(...french);
  pair.target.push(...english);
}
