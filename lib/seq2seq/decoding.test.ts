import { describe, expect, it } from "vitest";
import { softmax } from "../kernels/vectors.js";
import { ArgumentError } from "../tensor/errors.js";
import { Rng } from "../tensor/rng.js";
import { type BeamSearchOptions, beamSearch } from "./beam-search.js";
import { type DecodeOptions, type DecodeStep, greedyDecode } from "./decoding.js";

type Prefix = readonly number[];

/** A model as a table: the probabilities after each prefix of tokens, written "0,1". */
const table =
  (rows: Record<string, number[]>) =>
  (prefix: Prefix, token: number): DecodeStep<Prefix> => {
    const state = token < 0 ? prefix : [...prefix, token];
    return { logProbs: Float64Array.from(rows[state.join()] ?? [], Math.log), state };
  };

/** A random model: its distribution depends on the whole prefix. */
const random =
  (seed: number, V: number, sharpness = 2) =>
  (prefix: Prefix, token: number): DecodeStep<Prefix> => {
    const state = token < 0 ? prefix : [...prefix, token];
    const rng = state.reduce((stream, id) => stream.split(id + 1), new Rng(seed));
    const y = Float64Array.from({ length: V }, () => rng.normal(0, sharpness));
    return { logProbs: softmax(y).map(Math.log), state };
  };

const options = (step: DecodeOptions<Prefix>["step"], maxLength: number, end?: number): DecodeOptions<Prefix> => {
  return { step, initial: [], start: -1, end, maxLength };
};

/** Every sequence that ends, or reaches maxLength, with its ln p. */
function enumerate({ step, end, maxLength }: DecodeOptions<Prefix>): { tokens: number[]; logProb: number }[] {
  const walk = (state: Prefix, last: number, tokens: number[], logProb: number): ReturnType<typeof enumerate> => {
    if (tokens.length === maxLength || (tokens.length > 0 && last === end)) return [{ tokens, logProb }];
    const next = step(state, last);
    return [...next.logProbs].flatMap((lp, token) => walk(next.state, token, [...tokens, token], logProb + lp));
  };
  return walk([], -1, [], 0);
}

describe("greedy and beam", () => {
  // Step 1: a .5, b .4, c .1. After a nothing is likelier than .4, after b something is at .9.
  const textbook = table({ "": [0.5, 0.4, 0.1], "0": [0.4, 0.3, 0.3], "1": [0.9, 0.05, 0.05], "2": [0.4, 0.3, 0.3] });

  it("greedy takes .5 · .4 = .20 where a beam of two finds .4 · .9 = .36", () => {
    const greedy = greedyDecode(options(textbook, 2));
    expect(greedy.tokens).toEqual([0, 0]);
    expect(Math.exp(greedy.logProb)).toBeCloseTo(0.2, 12);

    const [best, second] = beamSearch({ ...options(textbook, 2), width: 2 });
    expect(best.tokens).toEqual([1, 0]);
    expect(Math.exp(best.logProb)).toBeCloseTo(0.36, 12);
    expect(Math.exp(second.logProb)).toBeCloseTo(0.2, 12);
  });

  it.each([1, 2, 3, 4, 5, 6])("a beam of one is greedy search (seed %i)", (seed) => {
    const search = options(random(seed, 5), 7, 0);
    const { tokens, logProb, finished } = greedyDecode(search);
    expect(beamSearch({ ...search, width: 1 })).toMatchObject([{ tokens, logProb, finished }]);
  });

  it.each([
    [1, 0],
    [2, 0.6],
    [3, 1],
    [4, 2],
  ])("a beam of Vᴸ is exhaustive search, in order (seed %i, α = %d)", (seed, lengthPenalty) => {
    const [V, L] = [3, 4];
    const search = options(random(seed, V), L, 0);
    const all = enumerate(search)
      .map(({ tokens, logProb }) => ({ tokens, score: logProb / tokens.length ** lengthPenalty }))
      .sort((a, b) => b.score - a.score);
    const found = beamSearch({ ...search, width: V ** L, lengthPenalty });
    expect(found.map(({ tokens }) => tokens)).toEqual(all.map(({ tokens }) => tokens));
    found.forEach(({ score }, i) => {
      expect(score).toBeCloseTo(all[i].score, 12);
    });
  });

  it("stops early, with what it would have found by going on to the last step", () => {
    const patient = (search: BeamSearchOptions<Prefix>): Prefix[] => {
      let live = [{ tokens: [] as Prefix, logProb: 0 }];
      const done: typeof live = [];
      for (let length = 0; length < search.maxLength; length++) {
        const grown = live.flatMap(({ tokens, logProb }) =>
          [...search.step(tokens, -1).logProbs].map((lp, token) => ({
            tokens: [...tokens, token],
            logProb: logProb + lp,
          })),
        );
        live = grown.sort((a, b) => b.logProb - a.logProb).slice(0, search.width);
        done.push(...live.filter(({ tokens }) => tokens.at(-1) === search.end));
        live = live.filter(({ tokens }) => tokens.at(-1) !== search.end);
      }
      const score = (found: (typeof live)[0]) => found.logProb / found.tokens.length ** (search.lengthPenalty ?? 0);
      return [...done, ...live]
        .sort((a, b) => score(b) - score(a))
        .slice(0, search.width)
        .map(({ tokens }) => tokens);
    };
    let saved = 0;
    for (let seed = 0; seed < 60; seed++) {
      let steps = 0;
      const step = (state: Prefix, token: number) => {
        steps++;
        return random(seed, 4, 1)(state, token);
      };
      const search = { ...options(step, 6, 0), width: 3, lengthPenalty: seed % 3 };
      const found = beamSearch(search);
      saved += 1 + 5 * 3 - steps;
      expect(found.map(({ tokens }) => tokens)).toEqual(patient(search));
    }
    expect(saved).toBeGreaterThan(0);
  });
});

describe("finished hypotheses", () => {
  // Token 0 ends. "0" alone has p = .4; everything that goes on is less likely in the end.
  const early = table({ "": [0.4, 0.6], "1": [0.1, 0.9], "1,1": [0.1, 0.9], "1,1,1": [0.5, 0.5] });

  it("are kept while others go on, and win when the others fall behind", () => {
    const found = beamSearch({ ...options(early, 4, 0), width: 2 });
    expect(found[0]).toMatchObject({ tokens: [0], finished: true });
    expect(Math.exp(found[0].logProb)).toBeCloseTo(0.4, 12);
    expect(found[1]).toMatchObject({ tokens: [1, 1, 1, 0], finished: true });
  });

  it("lose to a longer one of better mean with α = 1", () => {
    const found = beamSearch({ ...options(early, 4, 0), width: 2, lengthPenalty: 1 });
    expect(found[0].tokens).toEqual([1, 1, 1, 0]);
    expect(found[0].score).toBeCloseTo(Math.log(0.6 * 0.9 * 0.9 * 0.5) / 4, 12);
  });

  it("end greedy search too, and one cut off at maxLength says that it did not finish", () => {
    expect(greedyDecode(options(early, 9, 0)).tokens).toEqual([1, 1, 1, 0]);
    expect(greedyDecode(options(early, 2, 0))).toMatchObject({ tokens: [1, 1], finished: false });
  });

  it("a start token that is also the end token does not end the search before it began", () => {
    const step = (_: null, token: number) => ({ logProbs: Float64Array.of(-1, token === 0 ? 0 : -2), state: null });
    expect(greedyDecode({ step, initial: null, start: 0, end: 0, maxLength: 5 }).tokens).toEqual([1, 0]);
  });
});

it("attention weights follow their hypothesis", () => {
  const step = (prefix: Prefix, token: number): DecodeStep<Prefix> => {
    const next = random(3, 4)(prefix, token);
    return { ...next, alpha: Float64Array.of(next.state.length, token) };
  };
  const expected = (tokens: readonly number[]) => tokens.map((_, i) => [i, i === 0 ? -1 : tokens[i - 1]]);
  for (const { tokens, alphas } of [
    greedyDecode(options(step, 5, 0)),
    ...beamSearch({ ...options(step, 5, 0), width: 3 }),
  ])
    expect(alphas.map((alpha) => [...alpha])).toEqual(expected(tokens));
});

it("tokens that cannot come are never taken", () => {
  const step = table({ "": [0.3, 0, 0.7], "0": [1, 0, 0], "2": [0, 1, 0] });
  const tokens = beamSearch({ ...options(step, 2), width: 9 }).map((found) => found.tokens);
  expect(tokens).toEqual([
    [2, 1],
    [0, 0],
  ]);
});

describe("bad arguments", () => {
  const good: BeamSearchOptions<Prefix> = { ...options(random(1, 3), 4), width: 2 };
  it.each<[Partial<BeamSearchOptions<Prefix>>, string]>([
    [{ width: 0 }, "beamSearch: width must be a positive integer, got 0"],
    [{ width: 1.5 }, "beamSearch: width must be a positive integer, got 1.5"],
    [{ maxLength: 0 }, "beamSearch: maxLength must be a positive integer, got 0"],
    [{ lengthPenalty: -1 }, "beamSearch: lengthPenalty must be a number ≥ 0, got -1"],
    [{ lengthPenalty: Number.NaN }, "beamSearch: lengthPenalty must be a number ≥ 0, got NaN"],
    [{ step: table({}) }, "beamSearch: step must return logProbs [V], got [0]"],
    [
      { step: (state) => ({ logProbs: Float64Array.of(-1, 0.7), state }) },
      "beamSearch: logProbs must be at most 0, got 0.7 for token 1",
    ],
  ])("%o", (wrong, message) => {
    expect(() => beamSearch({ ...good, ...wrong })).toThrow(new ArgumentError(message));
  });

  it("greedyDecode names itself", () => {
    expect(() => greedyDecode({ ...good, maxLength: -2 })).toThrow(
      "greedyDecode: maxLength must be a positive integer, got -2",
    );
    const step = (state: Prefix) => ({ logProbs: Float64Array.of(Number.NaN), state });
    expect(() => greedyDecode({ ...good, step })).toThrow(
      "greedyDecode: logProbs must be at most 0, got NaN for token 0",
    );
  });
});
