import { describe, expect, it } from "vitest";
import { philox4x32, Rng } from "./rng.js";

const draw = <T>(n: number, next: () => T): T[] => Array.from({ length: n }, next);
const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;

describe("philox4x32", () => {
  // The known-answer vectors of Random123 1.09 (kat_vectors: philox4x32, 10 rounds).
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [Array(4).fill(0xffffffff), [0xffffffff, 0xffffffff], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])("gives the published answer", (counter, key, expected) => {
    expect([...philox4x32(counter, key as [number, number])]).toEqual(expected);
  });
});

describe("Rng", () => {
  it("starts with the cipher's own blocks, on every machine", () => {
    const rng = new Rng(0);
    expect(draw(4, () => rng.nextUint32())).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const next = philox4x32([1, 0, 0, 0], [0, 0]);
    expect(draw(4, () => rng.nextUint32())).toEqual([...next]);
  });

  it("uses all 53 bits of a seed", () => {
    expect(new Rng(1).nextUint32()).not.toBe(new Rng(1 + 2 ** 32).nextUint32());
  });

  it("draws uniform and Gaussian numbers with the right moments", () => {
    const rng = new Rng(7);
    const u = draw(20_000, () => rng.uniform(2, 4));
    expect(Math.min(...u)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...u)).toBeLessThan(4);
    expect(mean(u)).toBeCloseTo(3, 1);
    const z = draw(20_000, () => rng.normal(1, 2));
    expect(mean(z)).toBeCloseTo(1, 1);
    expect(mean(z.map((x) => (x - 1) ** 2))).toBeCloseTo(4, 0);
    expect(mean(z.map((x) => ((x - 1) / 2) ** 4))).toBeCloseTo(3, 0);
  });

  it("draws integers evenly", () => {
    const rng = new Rng(3);
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[rng.int(3)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400); // 5 σ ≈ 410
  });

  it("draws categories in proportion, never one of weight 0", () => {
    const rng = new Rng(4);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 10_000; i++) counts[rng.categorical([1, 0, 3, 0])]++;
    expect(counts[1] + counts[3]).toBe(0);
    expect(counts[2] / counts[0]).toBeCloseTo(3, 0);
  });

  it("shuffles a copy, keeping every item", () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = new Rng(5).shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort()).toEqual(items);
    expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("goes on from a saved state, in the middle of a block and of a Gaussian pair", () => {
    for (let drawn = 0; drawn < 9; drawn++) {
      const rng = new Rng(2 ** 40 + 11);
      for (let i = 0; i < drawn; i++) rng.normal();
      rng.nextUint32();
      const copy = Rng.fromState(JSON.parse(JSON.stringify(rng.state())));
      expect(draw(6, () => copy.normal())).toEqual(draw(6, () => rng.normal()));
    }
  });

  it("splits into streams that do not depend on what was drawn before", () => {
    const rng = new Rng(6);
    const early = rng.split(1).uniform();
    rng.uniform();
    expect(rng.split(1).uniform()).toBe(early);
    expect(rng.split(2).uniform()).not.toBe(early);
  });

  it.each([
    [() => new Rng(-1), "Rng: seed must be a non-negative integer, got -1"],
    [() => new Rng(0.5), "Rng: seed must be a non-negative integer, got 0.5"],
    [() => new Rng(1).int(0), "Rng.int: n must be a positive integer, got 0"],
    [() => new Rng(1).int(2 ** 33), "Rng.int: n must be at most 2^32, got 8589934592"],
    [() => new Rng(1).choice([]), "Rng.choice: items must not be empty"],
    [() => new Rng(1).categorical([1, -1]), "Rng.categorical: weights must be ≥ 0, got -1 at index 1"],
    [() => new Rng(1).categorical([0, 0]), "Rng.categorical: the sum of weights must be a positive number, got 0"],
    [
      () => Rng.fromState({ key: [1, 0], drawn: 4 } as never),
      "Rng.fromState: spare must be null or a finite number, got undefined",
    ],
    [
      () => Rng.fromState({ key: [1, 0], drawn: 4, spare: Number.NaN }),
      "Rng.fromState: spare must be null or a finite number, got NaN",
    ],
    [() => new Rng(1).categorical([Number.NaN]), "Rng.categorical: weights must be ≥ 0, got NaN at index 0"],
  ])("refuses %s kindly", (call, message) => {
    expect(call).toThrow(message);
  });
});
