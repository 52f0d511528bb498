import { beamSearch, type DecodeOptions, greedyDecode, Rng, teacherForcing } from "unrolled";
import { describe, expect, it } from "vitest";
import { seq2seqByHand as exercise } from "../catalogue/08-seq2seq-by-hand.js";
import { batch, beam, canonical, draw, type Seq2SeqByHand } from "./08-seq2seq-by-hand.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { gradeExercise } from "./grade.js";
import { localAnswers } from "./local.js";

const variants = [canonical, ...[1, 2, 3].map((seed) => draw(new Rng(seed)))];

/** The language of three words as the library wants it. */
function language({ first, second }: Seq2SeqByHand): DecodeOptions<number> {
  const step = (t: number, word: number) => ({ logProbs: Float64Array.from(t ? second[word] : first, Math.log), state: t + 1 }); // biome-ignore format: a line
  return { step, initial: 0, start: -1, maxLength: 2 };
}

describe.each(variants)("exercise 8 agrees with the library (%#)", (given) => {
  const { start, end, pad } = given;

  it("on teacher forcing", () => {
    const { inputs, targets } = teacherForcing([given.short, given.long], { start, end });
    const { T, B, ids, lengths } = inputs;
    const rows = (cells: ArrayLike<number>): number[][] =>
      Array.from({ length: B }, (_, b) =>
        [...Array(given.losses[0].length).keys()].map((t) => (t < T && t < lengths![b] ? cells[t * B + b] : pad)),
      );
    expect(batch(given, [start], [])).toEqual(rows(ids));
    expect(batch(given, [], [end])).toEqual(rows(targets));
  });

  it("on greedy search and the beam", () => {
    const found = [greedyDecode(language(given)), beamSearch({ ...language(given), width: 2 })[0]];
    for (const [i, { tokens, logProb }] of found.entries()) {
      const { sentence, p } = beam(given, i + 1);
      expect(sentence).toBe(tokens.map((word) => "abc"[word]).join(""));
      expect(p).toBeCloseTo(Math.exp(logProb), 12);
    }
  });
});

it("exercise 8: a beam is sure with every beginning, and not with one less", () => {
  // Of the 9 beginnings of 3 words from a vocabulary of 3, the least likely goes on with certainty.
  const step = (at: readonly number[], word: number) => {
    const state = [...at, word];
    const p = state.length < 3 ? [0.34, 0.335, 0.325] : state[1] === 2 && word === 2 ? [1, 0, 0] : [0.34, 0.33, 0.33];
    return { logProbs: Float64Array.from(p, Math.log), state };
  };
  const tokens = (width: number) => beamSearch({ step, initial: [], start: -1, maxLength: 3, width })[0].tokens;
  expect(tokens(9)).toEqual([2, 2, 0]);
  expect(tokens(8)).not.toEqual([2, 2, 0]);
});

describe("exercise 8 says what is wrong with", () => {
  const { answers: right } = exercise.bank.right[0];
  const problem = (answers: Answers, id: string) =>
    converse(gradeExercise(exercise, 3), localAnswers({ ...right, ...answers })).find((check) => check.id === id)!
      .failure?.problem;

  it.each<[string, Answers, string, string]>([
    ["a bare number", { greedy: 0.2 }, "greedy", 'greedy has two parts, { sentence: "…", p: … }: got 0.2 alone'],
    ["a bare text", { beam: "ba" }, "beam", 'beam has two parts, { sentence: "…", p: … }: got "ba" alone'],
    ["a word too many", { beam: { sentence: "bbb", p: beam(canonical, 2).p } }, "beam", "beam.sentence must be one of"],
    ["rows that are too short", { inputs: [[1, 5], [1, 3]] }, "forcing", "your answer: inputs must be [2, T] = [2, 5], got an Array of shape [2, 2]"],
    ["a stub", { targets: [[NaN], [NaN]] }, "forcing", "targets is not answered yet"],
    ["a right sentence with nothing to show for it", { greedy: { sentence: "aa", p: NaN } }, "greedy", "greedy.p is not answered yet"],
  ])("%s", (_, answers, id, message) => expect(problem(answers, id)).toContain(message)); // biome-ignore format: a table
});
