import { describe, expect, it } from "vitest";
import { bleu } from "./bleu.js";

const words = (...sentences: string[]): string[][] => sentences.map((sentence) => sentence.split(" "));

describe("bleu", () => {
  it("is 1 for a perfect translation, and 0 for one that shares no run of four words", () => {
    expect(bleu(words("a b c d e"), words("a b c d e"))).toBe(1);
    expect(bleu(words("the cat is on the mat"), words("the cat sat on the mat"))).toBe(0);
  });

  it("is the geometric mean of four precisions, times the penalty for being too short", () => {
    const candidate = words("the quick brown fox jumps over the dog"); // 8 words
    const reference = words("the quick brown fox jumps over the lazy dog"); // 9 words
    const expected = Math.exp(1 - 9 / 8) * ((8 / 8) * (6 / 7) * (5 / 6) * (4 / 5)) ** (1 / 4);
    expect(bleu(candidate, reference)).toBeCloseTo(expected, 14);
  });

  it("does not reward being longer, nor punish it twice", () => {
    const expected = ((5 / 6) * (4 / 5) * (3 / 4) * (2 / 3)) ** (1 / 4); // no penalty: 6 words against 5
    expect(bleu(words("a b c d e x"), words("a b c d e"))).toBeCloseTo(expected, 14);
  });

  it("counts a run no more often than the reference has it", () => {
    // of a a a a b c d e the reference has: a twice, aa once, aab and aabc
    const expected = ((6 / 8) * (5 / 7) * (4 / 6) * (3 / 5)) ** (1 / 4);
    expect(bleu(words("a a a a b c d e"), words("a a b c d e"))).toBeCloseTo(expected, 14);
  });

  it("sums over the corpus first: it is not the mean over sentences", () => {
    const [candidates, references] = [words("a b c d", "a b x d"), words("a b c d", "a b c d")];
    const expected = ((7 / 8) * (4 / 6) * (2 / 4) * (1 / 2)) ** (1 / 4);
    expect(bleu(candidates, references)).toBeCloseTo(expected, 14);
    expect(bleu(candidates.slice(1), references.slice(1))).toBe(0);
  });

  it("judges sentences below four words by the runs that they can have", () => {
    expect(bleu(words("the blue house"), words("the blue house"))).toBe(1);
    expect(bleu(words("the blue cat"), words("the blue house"))).toBe(0); // no run of three
  });

  it("gives nothing for silence", () => {
    expect(bleu([[]], words("a b"))).toBe(0);
  });

  it("refuses references that are too few, and no sentence at all", () => {
    expect(() => bleu(words("a", "b"), words("a"))).toThrow("bleu: references must be as many as candidates, 2, got 1");
    expect(() => bleu([], [])).toThrow("bleu: candidates must hold at least one sentence, got none");
  });
});
