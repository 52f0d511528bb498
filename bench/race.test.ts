import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Contestant, type Entry } from "./contestant.js";
import { race } from "./race.js";

const fake = (ms: number, family: string): Entry => ({
  id: `${family}-${ms}`,
  family,
  command: process.execPath,
  args: ["--import", "tsx", resolve(import.meta.dirname, "testing/fake.ts"), String(ms)],
  note: "for tests",
});
const options = {
  plausible: (loss: number) => loss < 100,
  rounds: 2,
  turnMs: 50,
  against: ["torch", "absent"],
  onStatus: () => {},
};
const started: Contestant[] = [];

afterEach(() => {
  for (const contestant of started.splice(0)) contestant.end();
});

async function start(entry: Entry, workload = "W1"): Promise<Contestant> {
  const contestant = await Contestant.start(entry, workload);
  started.push(contestant);
  return contestant;
}

test("a contestant says who it is and takes as many steps as it is asked for", async () => {
  const contestant = await start(fake(5, "unrolled"));
  expect(contestant.title).toBe("fake of 5 ms, for tests");
  const [first, second] = [await contestant.turn(2), await contestant.turn(3)];
  expect([first.ms.length, second.ms.length, second.loss]).toEqual([2, 3, 5]);
  for (const ms of second.ms) expect(ms).toBeGreaterThanOrEqual(5);
  expect(second.wall).toBeGreaterThanOrEqual(15);
  expect(second.cpu).toBeGreaterThan(1);
});

test.skipIf(process.platform !== "linux")("a contestant is stopped outside its turns", async () => {
  const contestant = await start(fake(1, "unrolled"));
  await contestant.turn(1);
  await expect.poll(() => readFileSync(`/proc/${contestant.pid}/stat`, "utf8")).toMatch(/\) T /);
});

test("a contestant that cannot start says why", async () => {
  await expect(start(fake(1, "unrolled"), "absent")).rejects.toThrow("no such library");
  await expect(start({ ...fake(1, "unrolled"), command: "no-such-command" })).rejects.toThrow("no-such-command");
});

test("a race compares with the best of one family, and goes on without those who break off", async () => {
  const entries = [
    fake(4, "unrolled"),
    fake(16, "torch"),
    fake(8, "torch"),
    { ...fake(1, "tfjs"), command: "missing" },
  ];
  const { references, standings, absent } = await race(entries, "W1", options);
  expect(references).toEqual({ torch: "torch-8" });
  expect(standings.map(({ id, turns }) => [id, turns.length])).toEqual([
    ["unrolled-4", 2],
    ["torch-16", 2],
    ["torch-8", 2],
  ]);
  expect(standings[0].ratios.torch.median).toBeGreaterThan(standings[1].ratios.torch.median);
  expect(standings[0].ratios).not.toHaveProperty("absent");
  expect(absent).toEqual([{ id: "tfjs-1", reason: expect.stringContaining("missing") }]);
});

test("a contestant that does other work is left out", async () => {
  const plausible = (loss: number): boolean => loss > 1;
  const { standings, absent } = await race([fake(1, "torch")], "W1", { ...options, plausible });
  expect(standings).toEqual([]);
  expect(absent).toEqual([{ id: "torch-1", reason: expect.stringContaining("its first loss is 1") }]);
});

test.each(["crashes", "fades"])("a contestant that %s is left out", async (how) => {
  const { standings, absent } = await race([fake(20, "torch")], how, { ...options, rounds: 10 });
  expect(standings).toEqual([]);
  expect(absent).toEqual([{ id: "torch-20", reason: "Error: out of memory" }]);
});
