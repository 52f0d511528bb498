import { expect, it } from "vitest";
import { crossover, overtakes } from "./crossover.js";
import { type CrossoverData, settings } from "./crossover-data.js";
import { crossoverRecorded } from "./recorded/crossover.js";

/** A scratch engine of 1 ms a step, and the times of node at a batch of 1; at 32 it never wins. */
function withNode(times: readonly number[]): CrossoverData {
  const flat = settings.hidden.map(() => 1);
  const slow = settings.hidden.map(() => 9);
  return { ...crossoverRecorded.data, ms: { scratch: [flat, flat], wasm: [slow, slow], node: [times, slow] } };
}

it.each([
  ["between two widths, halfway in logarithms", [9, 9, 9, 9, 2, 0.5, 0.3, 0.2], Math.sqrt(128 * 256)],
  ["between the next two", [9, 9, 9, 9, 8, 2, 0.5, 0.2], Math.sqrt(256 * 512)],
  ["for good, when it was ahead by chance before", [9, 0.9, 9, 9, 9, 9, 2, 0.5], Math.sqrt(512 * 1024)],
  ["at the first width, when it always leads", [0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9], 8],
  ["exactly where both are equal", [9, 9, 9, 1, 0.5, 0.5, 0.5, 0.5], 64],
])("the rival overtakes %s", (_, times, width) => {
  expect(overtakes(withNode(times), "node", 0)).toBeCloseTo(width, 6);
});

it("a rival that is slower at the last width has not overtaken", () => {
  expect(overtakes(withNode([9, 9, 9, 9, 0.5, 0.5, 0.5, 2]), "node", 0)).toBeNull();
  expect(overtakes(withNode([9, 9, 9, 9, 9, 9, 9, 0.5]), "node", 1)).toBeNull();
});

it("says where engines cross, and says so when they never do", () => {
  const crossed = crossover.plot(withNode([9, 9, 9, 9, 2, 0.5, 0.3, 0.2]));
  expect(crossed.title).toContain("B = 1 from H = 181 on");
  expect(crossed.alt).toContain("node 9 times and 0.2 times: it overtakes at H = 181.");
  expect(crossed.alt).toContain("node 9 times and 9 times: it never overtakes.");
  const never = crossover.plot(withNode([9, 9, 9, 9, 9, 9, 9, 9]));
  expect(never.title).toContain("fastest at every width");
  expect(JSON.stringify(never)).not.toContain("H = 181");
});
