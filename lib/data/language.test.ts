import { describe, expect, it } from "vitest";
import { Rng } from "../tensor/rng.js";
import { frenchEnglishPair, frenchEnglishWords, type TranslationPair } from "./french-english.js";
import { BIO_TAGS, taggedSentence } from "./tagged-sentences.js";

const text = (words: readonly string[]): string => words.join(" ");

/** Pairs with one to eight noun phrases. */
function samplePairs(count: number): TranslationPair[] {
  const rng = new Rng(1);
  return Array.from({ length: count }, (_, i) => frenchEnglishPair(rng, 1 + (i % 8)));
}

describe("frenchEnglishPair", () => {
  const pairs = samplePairs(4000);

  it("knows the chapter's example, swap and alignment included", () => {
    const rng = new Rng(2);
    const pair = Array.from({ length: 20_000 }, () => frenchEnglishPair(rng, 1)).find(
      ({ source }) => text(source) === "la maison bleue",
    );
    expect(text(pair?.target ?? [])).toBe("the blue house");
    expect(pair?.alignment).toEqual([0, 2, 1]);
  });

  it("aligns each English word with the French word that it renders", () => {
    const meaning = new Map<string, Set<string>>();
    for (const { source, target, alignment } of pairs) {
      expect(alignment).toHaveLength(target.length);
      expect([...alignment].sort((a, b) => a - b)).toEqual(source.map((_, j) => j)); // each French word once
      for (const [i, j] of alignment.entries()) {
        meaning.set(source[j], (meaning.get(source[j]) ?? new Set()).add(target[i]));
      }
    }
    for (const english of meaning.values()) expect(english.size).toBe(1);
    expect([meaning.get("rouge"), meaning.get("belle")]).toEqual([new Set(["red"]), new Set(["beautiful"])]);
  });

  it("agrees in gender throughout a noun phrase", () => {
    const feminine =
      /^(la|une|cette|ma) ((petite|grande|belle|nouvelle) )?(maison|voiture|table|fleur|porte|robe)( (bleue|rouge|verte|noire|blanche))?$/;
    const masculine =
      /^(le|un|ce|mon) ((petit|grand|beau|nouveau) )?(chat|chien|livre|jardin|bateau|pont)( (bleu|rouge|vert|noir|blanc))?$/;
    for (const { source } of pairs) {
      for (const phrase of text(source).split(/ (?:et|avec|sur|sous) /)) {
        expect(feminine.test(phrase) || masculine.test(phrase), phrase).toBe(true);
      }
    }
  });

  it("joins as many noun phrases as it is asked for", () => {
    for (const [i, { target }] of pairs.entries()) {
      expect(text(target).split(/ (?:and|with|on|under) /)).toHaveLength(1 + (i % 8));
    }
  });

  it("keeps to its word list, and uses all of it", () => {
    const words = frenchEnglishWords();
    expect(new Set(pairs.flatMap(({ source }) => source))).toEqual(new Set(words.source));
    expect(new Set(pairs.flatMap(({ target }) => target))).toEqual(new Set(words.target));
  });

  it("gives the same pair for the same seed", () => {
    expect(frenchEnglishPair(new Rng(3), 3)).toEqual(frenchEnglishPair(new Rng(3), 3));
  });
});

describe("taggedSentence", () => {
  const rng = new Rng(4);
  const sentences = Array.from({ length: 8000 }, () => taggedSentence(rng));

  it("has a tag for each word, I- only after its B- or I-, and uses all nine", () => {
    for (const { words, tags } of sentences) {
      expect(tags).toHaveLength(words.length);
      for (const [i, tag] of tags.entries()) {
        if (tag.startsWith("I-")) expect([`B-${tag.slice(2)}`, tag]).toContain(tags[i - 1]);
      }
    }
    expect(new Set(sentences.flatMap(({ tags }) => tags))).toEqual(new Set(BIO_TAGS));
  });

  it("is decided by the whole sentence", () => {
    const known = new Map<string, string>();
    for (const { words, tags } of sentences) {
      expect(known.get(text(words)) ?? text(tags)).toBe(text(tags));
      known.set(text(words), text(tags));
    }
  });

  it("is not decided by its beginning: a first word has four readings, none of them common enough to guess", () => {
    const counts = new Map<string, number>();
    const first = sentences.filter(({ words }) => words[0] === "Jordan");
    for (const { tags } of first) counts.set(tags[0], (counts.get(tags[0]) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(["B-LOC", "B-MISC", "B-ORG", "B-PER"]);
    expect(Math.max(...counts.values()) / first.length).toBeLessThan(0.5);
  });
});
