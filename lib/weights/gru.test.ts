import { describe, expect, it } from "vitest";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { randomTensor } from "../testing/random.js";
import { convertGru, type GruConvention } from "./gru.js";
import type { TorchCell } from "./torch-cell.js";

const [D, H] = [2, 3];
const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));

/** Random weights; W_hn diagonal and b_hn zero where all three conventions shall have an equal. */
function randomCell(seed: number, convertible: boolean): TorchCell {
  const rng = new Rng(seed);
  const cell = {
    weight_ih: randomTensor(rng, [3 * H, D]),
    weight_hh: randomTensor(rng, [3 * H, H]),
    bias_ih: randomTensor(rng, [3 * H]),
    bias_hh: randomTensor(rng, [3 * H]),
  };
  if (!convertible) return cell;
  for (let i = 0; i < H; i++) for (let j = 0; j < H; j++) if (i !== j) cell.weight_hh.set([2 * H + i, j], 0);
  cell.bias_hh.data.fill(0, 2 * H);
  return cell;
}

/** One step, straight from the three conventions' equations. */
function step(cell: TorchCell, convention: GruConvention, x: Tensor, h: Tensor): number[] {
  const dot = (W: Tensor, row: number, v: ArrayLike<number>): number =>
    Array.from(v, (vj, j) => W.at(row, j) * vj).reduce((a, b) => a + b);
  const gate = (k: number, j: number): number =>
    sigmoid(
      dot(cell.weight_ih, k * H + j, x.data) +
        cell.bias_ih.data[k * H + j] +
        dot(cell.weight_hh, k * H + j, h.data) +
        cell.bias_hh.data[k * H + j],
    );
  const reset = h.data.map((hj, j) => gate(0, j) * hj);
  return Array.from(h.data, (hj, j) => {
    const row = 2 * H + j;
    const [input, bias] = [dot(cell.weight_ih, row, x.data) + cell.bias_ih.data[row], cell.bias_hh.data[row]];
    const hidden =
      convention === "torch"
        ? gate(0, j) * (dot(cell.weight_hh, row, h.data) + bias)
        : dot(cell.weight_hh, row, reset) + bias;
    const [z, n] = [gate(1, j), Math.tanh(input + hidden)];
    return convention === "chung" ? (1 - z) * hj + z * n : z * hj + (1 - z) * n;
  });
}

const NAMES = ["chung", "cho", "torch"] as const;
const pairs = NAMES.flatMap((from) => NAMES.map((to) => [from, to] as const));

describe("convertGru", () => {
  it.each(pairs)("%s to %s: the same function", (from, to) => {
    const cell = randomCell(1, true);
    const [x, h] = [randomTensor(new Rng(2), [D]), randomTensor(new Rng(3), [H])];
    const [before, after] = [step(cell, from, x, h), step(convertGru(cell, from, to), to, x, h)];
    for (let j = 0; j < H; j++) expect(after[j]).toBeCloseTo(before[j], 14);
  });

  it.each([
    ["chung", "cho"],
    ["cho", "chung"],
  ] as const)("%s to %s works for any weights", (from, to) => {
    const cell = randomCell(4, false);
    const [x, h] = [randomTensor(new Rng(5), [D]), randomTensor(new Rng(6), [H])];
    const [before, after] = [step(cell, from, x, h), step(convertGru(cell, from, to), to, x, h)];
    for (let j = 0; j < H; j++) expect(after[j]).toBeCloseTo(before[j], 14);
  });

  it("moves the candidate's second bias out of the reset gate's reach on the way to PyTorch", () => {
    const cell = randomCell(7, true);
    cell.bias_hh.data.set([0.3, -0.2, 0.5], 2 * H);
    const [x, h] = [randomTensor(new Rng(8), [D]), randomTensor(new Rng(9), [H])];
    const [before, after] = [step(cell, "cho", x, h), step(convertGru(cell, "cho", "torch"), "torch", x, h)];
    for (let j = 0; j < H; j++) expect(after[j]).toBeCloseTo(before[j], 14);
  });

  it.each([
    ["torch", "chung"],
    ["torch", "cho"],
    ["chung", "torch"],
    ["cho", "torch"],
  ] as const)("%s to %s refuses weights that have no equal", (from, to) => {
    expect(() => convertGru(randomCell(10, false), from, to)).toThrow(
      /^convertGru: no equal exists: W \(r ⊙ h\) and r ⊙ \(W h\) differ unless W_hn is diagonal, but W_hn\[0\]\[1\] is -?[\d.]+$/,
    );
  });

  it("refuses a convention that nobody has", () => {
    const keras = "keras" as GruConvention;
    expect(() => convertGru(randomCell(11, true), keras, "torch")).toThrow(
      'convertGru: from must be "chung" or "cho" or "torch", got "keras"',
    );
  });
});
