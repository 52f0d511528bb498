import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { loadCharacterLstm, splitBook } from "./character-lstm.js";
import { activityOf, correlation, properties, readCharacters } from "./character-units.js";
import { hiddenUnitsData, settings } from "./hidden-unit-runs.js";
import { hiddenUnitsRecorded } from "./recorded/hidden-units.js";

const data = (name: string): Buffer => readFileSync(new URL(`../../data/${name}`, import.meta.url));
const lstm = loadCharacterLstm(data(settings.checkpoint));
const { heldOut } = splitBook(data(settings.text).toString());

it("shows what the network in data/ does today: else record figure 20 anew", () => {
  const { passage, activity, quotes } = hiddenUnitsRecorded.data;
  const from = heldOut.indexOf(passage);
  const readings = readCharacters(lstm, heldOut.slice(0, from + passage.length)).slice(from);
  for (const [t, a] of activityOf(readings, quotes.unit).entries()) expect(a).toBeCloseTo(activity[t], 1);
});

it("reads as the layer does", () => {
  const text = heldOut.slice(0, 60);
  const { state } = lstm.model.forward({ T: 60, B: 1, ids: lstm.vocabulary.encode(text) });
  const last = readCharacters(lstm, text)[59].activity;
  for (const [j, a] of last.entries()) expect(a).toBeCloseTo(Math.tanh(state.c!.data[j]), 4);
});

it("tells quotations from apostrophes", () => {
  const text = "a ‘It’s b,’ c";
  const inside = properties["inside quotes"](text);
  expect([...text].filter((_, t) => inside[t] === 1).join("")).toBe("‘It’s b,");
});

it("counts characters from the line's beginning", () => {
  expect(properties["position in line"]("ab\n\nc")).toEqual([0, 1, 2, 0, 0]);
});

it("measures Pearson's r", () => {
  expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
  expect(correlation([1, 2, 3], [1, 0, 1])).toBeCloseTo(0, 12);
  expect(correlation([1, 2, 4], [0, -1, -1])).toBeCloseTo(-0.755929, 6);
  expect(correlation([1, 1, 1], [1, 2, 3])).toBe(0);
});

it("says what it needs", async () => {
  await expect(hiddenUnitsData({})).rejects.toThrow("hiddenUnits: needs the files of data/");
});
