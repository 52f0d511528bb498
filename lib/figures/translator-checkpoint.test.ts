import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { additive, alignmentOf, settings } from "./alignment-runs.js";
import { alignmentRecorded } from "./recorded/alignment.js";
import { untrainedTranslator } from "./translator.js";
import { loadTranslator, saveTranslator } from "./translator-checkpoint.js";

const read = (name: string): Uint8Array => readFileSync(new URL(`../../data/${name}.safetensors`, import.meta.url));
const bytes = read("translator");

it.each([
  ["translator", settings],
  ["translator-additive", additive],
])("%s was trained with the settings that stand in the code: else run npm run checkpoints", (name, settings) => {
  const { model, settings: found } = loadTranslator(read(name));
  expect(found).toEqual(settings);
  expect(alignmentOf(model).translation.join(" ")).toBe("the blue house end");
});

it("is the model of figure 14: it says and looks as the recording does", () => {
  const { losses: _, ...recorded } = alignmentRecorded.data;
  const found = alignmentOf(loadTranslator(bytes).model);
  expect(found.translation).toEqual(recorded.translation);
  expect(found.aligned).toBeCloseTo(recorded.aligned, 2);
  const largest = (row: readonly number[]): number => row.indexOf(Math.max(...row));
  expect(found.weights.map(largest)).toEqual(recorded.weights.map(largest));
  for (const [t, row] of found.weights.entries()) {
    for (const [j, weight] of row.entries()) expect(weight).toBeCloseTo(recorded.weights[t][j], 2);
  }
});

it("is written with the same bytes today", () => {
  const { model, settings } = loadTranslator(bytes);
  expect(saveTranslator(model, settings)).toEqual(new Uint8Array(bytes));
});

it("refuses a model of another size", () => {
  const smaller = untrainedTranslator({ ...settings, hiddenSize: 16 });
  expect(() => loadTranslator(saveTranslator(smaller, settings))).toThrow(
    "decoder.attention.W.weight must be [32, 32]",
  );
});
