import { describe, expect, it } from "vitest";
import { cutIntoChunks } from "./truncated-bptt.js";

describe("cutIntoChunks", () => {
  it("lays the chunks side by side in one copy, whatever their number", () => {
    const ids = Int32Array.from({ length: 16 }, (_, i) => i % 5);
    const whole = { T: 7, B: 2, inputs: ids.subarray(0, 14), targets: ids.subarray(2) };
    const chunks = cutIntoChunks(whole, 2);
    for (const part of ["inputs", "targets"] as const) {
      const pieces = chunks.map((chunk) => chunk[part] as Int32Array);
      expect(pieces.flatMap((piece) => [...piece])).toEqual([...whole[part]]);
      expect(new Set(pieces.map(({ buffer }) => buffer)).size).toBe(1);
      expect(pieces[0].buffer).not.toBe(ids.buffer);
    }
  });

  const whole = { T: 2, B: 2, inputs: [0, 1, 2, 3], targets: [1, 2, 3, -1] };
  it.each<[Partial<Record<keyof typeof whole, unknown>>, string]>([
    [{ T: 4.5 }, "T must be a positive integer, got 4.5"],
    [{ B: 0 }, "B must be a positive integer, got 0"],
    [{ inputs: [0, 1, 2] }, "inputs must hold T · B = 4 ids, got 3"],
    [{ targets: [1, 2, 3, 0, 1] }, "targets must hold T · B = 4 ids, got 5"],
    [{ inputs: [0, 1, 2, undefined] }, "inputs[3] must be a non-negative integer, got undefined"],
    [{ inputs: [0, -1, 2, 3] }, "inputs[1] must be a non-negative integer, got -1"],
    [{ targets: [1, 2.7, 3, 0] }, "targets[1] must be an integer ≥ -1, got 2.7"],
    [{ targets: [1, 2, -2, 0] }, "targets[2] must be an integer ≥ -1, got -2"],
  ])("names what is wrong with %j", (wrong, message) => {
    expect(() => cutIntoChunks({ ...whole, ...wrong } as never, 1)).toThrow(`cutIntoChunks: ${message}`);
    expect(cutIntoChunks(whole, 1).length).toBe(2);
  });
});
