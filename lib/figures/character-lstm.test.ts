import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { crossEntropy } from "../training/losses.js";
import { loadSafetensors, saveSafetensors } from "../weights/safetensors.js";
import { loadCharacterLstm, saveCharacterLstm, settings, splitBook, trainCharacterLstm } from "./character-lstm.js";

const data = (name: string): URL => new URL(`../../data/${name}`, import.meta.url);
const bytes = readFileSync(data("character-lstm.safetensors"));
const book = readFileSync(data(settings.text), "utf8");
const { tensors, metadata } = loadSafetensors(bytes);

describe("data/character-lstm.safetensors", () => {
  it("was made with the settings that stand in the code: else run npm run checkpoints -- character-lstm", () => {
    expect(JSON.parse(metadata.settings)).toEqual(settings);
    expect(bytes.length).toBeLessThan(600_000);
  });

  it("began as a training begins today", async () => {
    const recorded: number[] = JSON.parse(metadata.losses);
    expect(recorded).toHaveLength(20);
    const { losses } = await trainCharacterLstm(book, { updates: 10 });
    for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(recorded[i], 3);
  });

  it("knows the book's characters, and writes far better than chance", () => {
    const { model, vocabulary } = loadCharacterLstm(bytes);
    expect(new Set(vocabulary.tokens)).toEqual(new Set(book));
    const ids = vocabulary.encode(splitBook(book).heldOut.slice(0, 4000));
    const { logits } = model.forward({ T: ids.length - 1, B: 1, ids: ids.slice(0, -1) });
    expect(crossEntropy(logits, ids.slice(1)).loss).toBeLessThan(1.75);
  });
});

it("saves what it loads", () => {
  const saved = saveCharacterLstm({ ...loadCharacterLstm(bytes), losses: JSON.parse(metadata.losses) });
  expect(saved).toEqual(new Uint8Array(bytes));
});

it("refuses a file of other settings", () => {
  const other = saveSafetensors(tensors, { ...metadata, settings: JSON.stringify({ ...settings, seed: 1 }) });
  expect(() => loadCharacterLstm(other)).toThrow("other settings; npm run checkpoints -- character-lstm makes it anew");
});

it("needs a book with a last chapter", () => {
  expect(() => splitBook("CHAPTER I\n")).toThrow('splitBook: book must have a line "CHAPTER XII"');
});
