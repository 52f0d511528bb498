import { describe, expect, it } from "vitest";
import { ArgumentError } from "../tensor/errors.js";
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
    expect(Vocabulary.ofCharacters("\u{1f40e}\uff01a").tokens).toEqual(["a", "\uff01", "\u{1f40e}"]); // not UTF-16's order
  });

  it("holds characters without specials whatever else is chosen", () => {
    expect(Vocabulary.ofCharacters("ab", { unknown: "error" }).tokens).toEqual(["a", "b"]);
    expect(Vocabulary.ofCharacters("ab", {}).size).toBe(2);
    expect(Vocabulary.ofCharacters("ab", { specials: true, unknown: "<unk>" }).encode("ac")).toEqual([4, 3]);
  });
});

describe("padSequences", () => {
  it("lays rows out time-major and pads the end", () => {
    const batch = padSequences([[5, 6], [7, 8, 9], [4]]); // biome-ignore format: a matrix
    expect(batch).toEqual({ T: 3, B: 3, lengths: [2, 3, 1], ids: Int32Array.of(5, 7, 4, 6, 8, 0, 0, 9, 0) });
    expect([...padSequences([[1], [2, 3]], -1).ids]).toEqual([1, 2, -1, 3]);
    expect([...padSequences([[1, -1], [2]], -1).ids]).toEqual([1, 2, -1, -1]); // targets may be left out inside a row
  });

  it.each<[unknown, number, string]>([
    [[[1], [2, undefined]], 0, "sequences[1][1] must be a non-negative integer, got undefined"],
    [[[Number.NaN]], 0, "sequences[0][0] must be a non-negative integer, got NaN"],
    [[[0, 2.7]], 0, "sequences[0][1] must be a non-negative integer, got 2.7"],
    [[[-1]], 0, "sequences[0][0] must be a non-negative integer, got -1"],
    [[["a"]], 0, 'sequences[0][0] must be a non-negative integer, got "a"'],
    [[[-2]], -1, "sequences[0][0] must be an integer ≥ -1, got -2"],
    [[[1]], -2, "pad must be an integer ≥ -1, got -2"],
    [[[1]], 0.5, "pad must be an integer ≥ -1, got 0.5"],
  ])("makes no id of what is none: %j, padded with %d", (sequences, pad, message) => {
    expect(() => padSequences(sequences as number[][], pad)).toThrow(new ArgumentError(`padSequences: ${message}`));
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

  it("makes no id of what is none", () => {
    const chunks = (document: unknown[]) => () => documentChunks([[1, 2], document as number[]], { rows: 1, steps: 2 });
    const message = (got: string) =>
      new ArgumentError(`documentChunks: documents[1][1] must be a non-negative integer, got ${got}`);
    expect(chunks([3, undefined, 4])).toThrow(message("undefined"));
    expect(chunks([3, -1])).toThrow(message("-1"));
  });

  it("splits one text into rows that never rest", () => {
    expect(splitIntoRows([1, 2, 3, 4, 5, 6, 7], 2)).toEqual([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
  });
});
