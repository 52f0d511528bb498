import { lstmForward } from "../lstm/cell.js";
import type { Vec } from "../tensor/dtype.js";
import { lstmCellFromTorch } from "../weights/cells.js";
import { type CharacterLstm, lstmParams } from "./character-lstm.js";

/** What one step of an LSTM shows after each character: tanh of the cells [H], and the gates f, i, g, o [4H]. */
export type Reading = { readonly activity: Vec; readonly gates: Vec };

/** Reads a text from an empty state, character by character, with the readable cell: T readings. */
export function readCharacters({ model, vocabulary }: CharacterLstm, text: string): Reading[] {
  const cell = lstmCellFromTorch(lstmParams(model), "_l0");
  const H = cell.b.size / 4;
  let [h, c]: Vec[] = [new Float32Array(H), new Float32Array(H)];
  return vocabulary.encode(text).map((id) => {
    const step = lstmForward(cell, model.params["embed.weight"].row(id), h, c);
    [h, c] = [step.h, step.c];
    return { activity: c.map(Math.tanh), gates: step.cache.gates };
  });
}

/** What can be said of each character of a text without any network. */
export const properties: Readonly<Record<Property, (text: string) => number[]>> = {
  "inside quotes": insideQuotes,
  "position in line": positionInLine,
};

export type Property = "inside quotes" | "position in line";

/** 1 from ‘ to the next ’ that no letter follows (an apostrophe stands before one), else 0. */
function insideQuotes(text: string): number[] {
  let inside = 0;
  return [...text].map((character, t) => {
    if (character === "‘") inside = 1;
    if (character === "’" && !/\p{L}/u.test(text[t + 1] ?? "")) inside = 0;
    return inside;
  });
}

/** How many characters come before it in its line. */
function positionInLine(text: string): number[] {
  return [...text].map((_, t) => t - 1 - (t === 0 ? -1 : text.lastIndexOf("\n", t - 1)));
}

/** Pearson's r of two lists; 0 where one of them is constant. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [n, mean] = [x.length, (v: ArrayLike<number>): number => Array.from(v).reduce((a, b) => a + b, 0) / v.length];
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) ** 2;
    yy += (y[i] - my) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/** One unit's activity after each character: T numbers in (−1, 1). */
export function activityOf(readings: readonly Reading[], unit: number): number[] {
  return readings.map(({ activity }) => activity[unit]);
}
