import { describe, expect, it } from "vitest";
import { defaults, type Settings } from "../controls.js";
import type { LiveFigure, LiveResult } from "../live-figure.js";
import { readData } from "../read-data.js";
import { expand, wordsOf } from "./beam-tree.js";
import {
  attentionLive,
  characterModelLive,
  gradientNormLive,
  gruInterpolationLive,
  lstmGatesLive,
  softmaxTemperatureLive,
} from "./index.js";

/** The figure for the default settings but for these. */
async function compute(live: LiveFigure, settings: Settings = {}): Promise<LiveResult> {
  return (await live.prepare(readData))({ ...defaults(live.controls), ...settings });
}

const column = ({ figure }: LiveResult, name: string): number[] => figure!.table!.map((row) => Number(row[name]));

describe("gradient norm", () => {
  it("follows ρᵏ in a linear network: twice ρ is 2ᵏ times the gradient", async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(async (radius) =>
        column(await compute(gradientNormLive, { kind: "linear", radius }), "log10 of the gradient's norm"),
      ),
    );
    for (const [k, norm] of two.entries()) expect(norm - one[k]).toBeCloseTo(k * Math.log10(2), 9);
  });

  it("stays below that line in a tanh network", async () => {
    expect((await compute(gradientNormLive, { kind: "linear", radius: 1.2 })).reading).toContain("It explodes.");
    expect((await compute(gradientNormLive, { kind: "tanh", radius: 1.2 })).reading).toContain("It vanishes.");
  });
});

it("LSTM gates: what is written is σ(b_i), and each step keeps σ(b_f) of it", async () => {
  const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));
  const cells = column(await compute(lstmGatesLive, { forgetBias: 5, inputBias: 2, writtenAt: 20 }), "cell state c");
  expect(cells.slice(0, 19).every((c) => Math.abs(c) < 1e-6)).toBe(true);
  for (let t = 20; t <= 100; t++) expect(cells[t - 1]).toBeCloseTo(sigmoid(2) * sigmoid(5) ** (t - 20), 6);
});

describe("GRU interpolation", () => {
  it("keeps 1 − z in the chapter's orientation and z in PyTorch's", async () => {
    const torch = "PyTorch: z keeps the old";
    const chapter = column(await compute(gruInterpolationLive, { z: 0.1, r: 0.5 }), "state h");
    const other = column(await compute(gruInterpolationLive, { z: 0.9, r: 0.5, orientation: torch }), "state h");
    for (const [t, h] of chapter.entries()) expect(other[t]).toBeCloseTo(h, 12);
    const closed = column(await compute(gruInterpolationLive, { z: 0.1, r: 0 }), "state h");
    for (const [t, h] of closed.entries()) expect(h).toBeCloseTo(0.9 ** t, 12);
  });
});

it("beam search: each wider beam finds a likelier sentence, up to three", () => {
  const best = (width: number): string => {
    const ended = expand(width, 4).filter(({ finished, kept }) => finished && kept);
    return wordsOf(ended.reduce((a, b) => (b.logProb > a.logProb ? b : a))).join(" ");
  };
  const found = [1, 2, 3, 100].map(best);
  expect(found).toEqual(["the cat sleeps (end)", "a cat sleeps (end)", "my dog barks (end)", "my dog barks (end)"]);
  const everything = expand(100, 1);
  expect(everything.reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1, 12);
});

describe("attention", () => {
  it("translates, and looks at each word where it stands in French", async () => {
    const { figure, reading } = await compute(attentionLive, { sentence: "  Une Voiture ROUGE sous le petit pont. " });
    expect(reading).toBe("une voiture rouge sous le petit pont → a red car under the small bridge");
    expect(figure?.alt).toContain("red at rouge, car at voiture");
  });

  it.each([
    ["la maizon", "The translator never saw “maizon”. Did you mean “maison”?"],
    ["le chat mange", "The translator never saw “mange”. The words it knows stand above."],
    ["", "Type a French sentence: la maison bleue, for example."],
    ["le chat ".repeat(10), "That is 20 words; the picture has room for 16."],
  ])("answers “%s” kindly", async (sentence, reading) => {
    expect(await compute(attentionLive, { sentence })).toEqual({ figure: null, reading });
  });
});

it("softmax temperature: weights are even at d = 1 and high temperature, and sharper without the root", async () => {
  const result = await compute(softmaxTemperatureLive, { log2d: 8 });
  const [scaled, unscaled] = [column(result, "divided by √d"), column(result, "as they are")];
  for (const weights of [scaled, unscaled]) expect(weights.reduce((sum, a) => sum + a, 0)).toBeCloseTo(1, 12);
  expect(Math.max(...unscaled)).toBeGreaterThan(2 * Math.max(...scaled));
  const warm = column(await compute(softmaxTemperatureLive, { log2d: 8, temperature: 4 }), "as they are");
  expect(Math.max(...warm)).toBeLessThanOrEqual(Math.max(...unscaled));
});

it("character model: writes on from the beginning, the same for the same seed, and refuses strange letters kindly", async () => {
  const begin = "The Queen ";
  const { figure } = await compute(characterModelLive, { prompt: begin });
  const text = figure!.table!.map(({ line }) => line).join("");
  expect(text).toContain(begin);
  expect(text).toHaveLength(begin.length + 200);
  expect((await compute(characterModelLive, { prompt: "x = 3" })).reading).toMatch(
    /^The model read one book, and = 3 is/,
  );
});
