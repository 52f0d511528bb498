import { describe, expect, it } from "vitest";
import { Rng } from "../tensor/rng.js";
import { batches, padSequences } from "./batches.js";
import { documentChunks, splitIntoRows } from "./streams.js";
import { SPECIAL_TOKENS, Vocabulary } from "./vocabulary.js";

describe("Vocabulary", () => {
  const vocabulary = new Vocabulary(["the", "blue", "house", "the"]);

  it("puts the special tokens first and counts repeats once", () => {
    expect(vocabulary.tokens).toEqual([...SPECIAL_TOKENS, "the", "blue", "house"]);
    expect([vocabulary.size, vocabulary.idOf("<pad>"), vocabulary.idOf("<end>")]).toEqual([7, 0, 2]);
  });

  it("decodes what it encodes", () => {
    expect(vocabulary.encode(["the", "house"])).toEqual([4, 6]);
    expect(vocabulary.decode([4, 6])).toEqual(["the", "house"]);
  });

  it("reads a sentence out of a padded row", () => {
    expect(vocabulary.decodeSentence([1, 4, 6, 2, 0, 5])).toEqual(["the", "house"]);
    expect(vocabulary.decodeSentence([4, 5])).toEqual(["the", "blue"]);
  });

  it("refuses a word it does not know, or calls it <unk>, as one chooses", () => {
    expect(() => vocabulary.encode(["the", "cat"])).toThrow('Vocabulary: unknown token "cat"');
    expect(new Vocabulary(["the"], { unknown: "<unk>" }).encode(["the", "cat"])).toEqual([4, 3]);
  });

  it("does not mistake properties of objects for words", () => {
    expect(() => vocabulary.idOf("constructor")).toThrow('unknown token "constructor"');
  });

  it("holds characters, in code-point order and without specials", () => {
    const characters = Vocabulary.ofCharacters("hello 🐎");
    expect(characters.tokens).toEqual([" ", "e", "h", "l", "o", "🐎"]);
    expect(characters.decode(characters.encode("hello 🐎")).join("")).toBe("hello 🐎");
    expect(Vocabulary.ofCharacters("ab", { specials: true }).size).toBe(6);
  });
});

describe("padSequences", () => {
  it("lays rows out time-major and pads the end", () => {
    const batch = padSequences([[5, 6], [7, 8, 9], [4]]); // biome-ignore format: a matrix
    expect(batch).toEqual({ T: 3, B: 3, lengths: [2, 3, 1], ids: Int32Array.of(5, 7, 4, 6, 8, 0, 0, 9, 0) });
    expect([...padSequences([[1], [2, 3]], -1).ids]).toEqual([1, 2, -1, 3]);
  });
});

describe("batches", () => {
  it("holds every item once, in a new order each epoch", () => {
    const [items, rng] = [Array.from({ length: 10 }, (_, i) => i), new Rng(1)];
    const [one, two] = [batches(rng, items, 4), batches(rng, items, 4)];
    expect(one.map((batch) => batch.length)).toEqual([4, 4, 2]);
    expect(one.flat().sort((a, b) => a - b)).toEqual(items);
    expect(one.flat()).not.toEqual(two.flat());
  });
});

describe("documentChunks", () => {
  const documents = [[1, 2, 3, 4, 5, 6], [11, 12, 13], [21, 22]]; // biome-ignore format: a matrix

  it("reads documents in parallel, targets one ahead, and marks where one begins", () => {
    const chunks = documentChunks(documents, { rows: 2, steps: 3 });
    expect(chunks).toEqual([
      {
        T: 3,
        B: 2,
        inputs: Int32Array.of(1, 11, 2, 12, 3, 0),
        targets: Int32Array.of(2, 12, 3, 13, 4, -1),
        starts: [true, true],
      },
      {
        T: 3,
        B: 2,
        inputs: Int32Array.of(4, 21, 5, 0, 0, 0),
        targets: Int32Array.of(5, 22, 6, -1, -1, -1),
        starts: [false, true],
      },
    ]);
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [5, 100],
  ])("shows every step of every document once (rows %i, steps %i)", (rows, steps) => {
    const pairs = documentChunks(documents, { rows, steps }).flatMap(({ inputs, targets }) =>
      [...inputs].map((input, i) => [input, targets[i]]).filter(([, target]) => target >= 0),
    );
    const expected = documents.flatMap((document) => document.slice(1).map((target, t) => [document[t], target]));
    expect(pairs.sort(([a], [b]) => a - b)).toEqual(expected);
  });

  it("splits one text into rows that never rest", () => {
    expect(splitIntoRows([1, 2, 3, 4, 5, 6, 7], 2)).toEqual([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
  });
});
