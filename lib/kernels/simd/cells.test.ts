import { describe, expect, it } from "vitest";
import type { Vec } from "../../tensor/dtype.js";
import { plain } from "../plain.js";
import type { Run } from "../runs.js";
import { Arrays, difference, load, shapes } from "./testing/arrays.js";

type Cell = keyof typeof GATES;
const GATES = { rnn: 1, lstm: 4, gru: 3, chapter: 3 };
type Sizes = { T: number; B: number; H: number };
const runs: Sizes[] = [
  { T: 5, B: 3, H: 8 },
  { T: 4, B: 1, H: 32 },
  { T: 6, B: 1, H: 20 },
  { T: 3, B: 1, H: 44 },
  { T: 1, B: 6, H: 64 },
  { T: 7, B: 5, H: 20 },
  { T: 2, B: 3, H: 5 },
  { T: 3, B: 1, H: 7 },
];

/** A run of a cell with random numbers everywhere, and copies of it. */
function makeRun(arrays: Arrays, cell: Cell, { T, B, H }: Sizes, reverse: boolean, ragged: boolean) {
  const gates = GATES[cell];
  const lengths = ragged ? Int32Array.from({ length: B }, () => 1 + arrays.rng.int(T)) : null;
  const run = {
    ...{ T, B, H, reverse, lengths, form: cell === "chapter" ? ("chapter" as const) : ("torch" as const) },
    Wh: arrays.random(gates * H * H),
    gates: arrays.random(T * B * gates * H),
    h: arrays.random((T + 1) * B * H),
    c: arrays.random((T + 1) * B * H),
    bh: arrays.random(gates * H),
    hidden: new Float32Array(T * B * gates * H),
  };
  const grads = {
    dh: arrays.random(T * B * H),
    dhNext: arrays.random(B * H),
    dcNext: arrays.random(B * H),
    dGates: arrays.random(T * B * gates * H),
    dHidden: arrays.random(T * B * gates * H),
  };
  return { run, grads };
}

/** In memory of its own: structuredClone would share that of the kernels. */
function copyOf<O extends object>(arrays: O): O {
  const copied = Object.entries(arrays).map(([name, value]) => [
    name,
    value instanceof Float32Array ? value.slice() : value,
  ]);
  return Object.fromEntries(copied) as O;
}

/** Entries of [T, B, width] at real times only: what is at padding is nobody's business. */
function realOnly({ T, B, lengths }: Pick<Run, "T" | "B" | "lengths">, data: Vec): Vec {
  const width = data.length / (T * B);
  return data.filter((_, i) => lengths === null || Math.floor(i / width / B) < lengths[Math.floor(i / width) % B]);
}

const cases = shapes.flatMap((shape) => (Object.keys(GATES) as Cell[]).map((cell) => ({ ...shape, cell })));

describe.each(cases)("$cell, fma $fma, $rows × $columns", ({ cell, ...shape }) => {
  const simd = load(shape);
  const kernel = cell === "chapter" ? "gru" : cell;

  it.each([
    ["inside", false, false],
    ["inside", true, true],
    ["unaligned", false, true],
    ["outside", true, false],
    ["outside", false, true],
  ] as const)("forward and backward equal plain (%s, reverse %s, ragged %s)", (where, reverse, ragged) => {
    const arrays = new Arrays(simd, 4, where);
    for (const shape of runs) {
      const [actual, { T }] = [makeRun(arrays, cell, shape, reverse, ragged), shape];
      const expected = { run: copyOf(actual.run), grads: copyOf(actual.grads) };
      for (const [kernels, { run, grads }] of [
        [simd, actual],
        [plain, expected],
      ] as const) {
        kernels[`${kernel}Forward`](run, 0, T);
        kernels[`${kernel}Backward`](run, grads, 0, T);
      }
      for (const name of cell === "lstm" ? (["h", "c"] as const) : (["h"] as const))
        expect(difference(actual.run[name], expected.run[name]), name).toBeLessThan(1e-5);
      const real = (data: Vec) => realOnly(actual.run, data);
      expect(difference(real(actual.run.gates), real(expected.run.gates))).toBeLessThan(1e-5);
      for (const [name, data] of Object.entries(actual.grads)) {
        if ((name === "dcNext" && cell !== "lstm") || (name === "dHidden" && kernel !== "gru")) continue;
        expect(difference(data, expected.grads[name as keyof typeof expected.grads]), name).toBeLessThan(1e-5);
      }
    }
  });

  it("does part of the steps, and then the rest", () => {
    const arrays = new Arrays(simd, 5, "inside");
    const whole = makeRun(arrays, cell, runs[0], false, false);
    const parts = { run: copyOf(whole.run), grads: copyOf(whole.grads) };
    simd[`${kernel}Forward`](whole.run, 0, 5);
    simd[`${kernel}Forward`](parts.run, 0, 2);
    simd[`${kernel}Forward`](parts.run, 2, 5);
    expect(parts.run.h).toEqual(whole.run.h);
  });
});
