import { describe, expect, it } from "vitest";
import { GRUCell } from "../gru/gru-cell.js";
import { GRU } from "../layers/gru.js";
import { LSTM } from "../layers/lstm.js";
import { LSTMCell } from "../lstm/lstm-cell.js";
import { normalInit } from "../tensor/init.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { gruCellFromTorch, gruCellToTorch, lstmCellFromTorch, lstmCellToTorch } from "./cells.js";
import { loadParams } from "./load-params.js";

const [D, H] = [3, 2];
const sizes = { inputSize: D, hiddenSize: H, dtype: "float64" } as const;
const x = normalInit(new Rng(1), [1, 1, D], 1);
const h = normalInit(new Rng(2), [1, 1, H], 1);
const c = normalInit(new Rng(3), [1, 1, H], 1);

describe("the chapter's LSTM cell", () => {
  it("with PyTorch's weights says what PyTorch's layer says", () => {
    const layer = new LSTM({ ...sizes, seed: 4 });
    const cell = new LSTMCell(sizes);
    loadParams(cell, lstmCellFromTorch(layer.params, "_l0"));
    const [one, two] = [layer.forward(x, { h0: h, c0: c }), cell.step(x.data, h.data, c.data)];
    for (let j = 0; j < H; j++) expect([two.h[j], two.c[j]]).toEqual([one.hN.data[j], one.cN.data[j]].map(closeTo));
  });

  it("comes back from PyTorch's names as it went", () => {
    const { params } = new LSTMCell({ ...sizes, seed: 5 });
    expect(lstmCellFromTorch(lstmCellToTorch(params))).toEqual(params);
    expect(lstmCellToTorch(params, "_l0").weight_hh_l0.shape).toEqual([4 * H, H]);
  });

  it("has no tensors but these", () => {
    const stateDict = { ...lstmCellToTorch(new LSTMCell(sizes).params), h: x };
    expect(() => lstmCellFromTorch(stateDict)).toThrow("lstmCellFromTorch: the tensors do not fit:\n  h is unexpected");
    expect(() => lstmCellFromTorch(stateDict, "_l0")).toThrow("weight_ih_l0 is missing\n  weight_hh_l0 is missing");
  });

  it("refuses a W that is none", () => {
    const wrong = { W: Tensor.zeros([8, 2]), b: Tensor.zeros([8]) };
    expect(() => lstmCellToTorch(wrong)).toThrow("lstmCellToTorch: W must be [4H, H+D], got [8, 2]");
    const short = { W: Tensor.zeros([8, 5]), b: Tensor.zeros([7]) };
    expect(() => lstmCellToTorch(short)).toThrow("lstmCellToTorch: b must be [4H] = [8], got [7]");
  });
});

describe("the chapter's GRU cell", () => {
  /** Random, but with nothing off the diagonal where the candidate reads hPrev. */
  function convertible(): GRUCell {
    const cell = new GRUCell({ ...sizes, seed: 6 });
    cell.params.b.data.set([0.3, -0.2, 0.5, 0.1, -0.4, 0.2]);
    for (let i = 0; i < H; i++) for (let j = 0; j < H; j++) if (i !== j) cell.params.W.set([2 * H + i, j], 0);
    return cell;
  }

  it("says what PyTorch's layer says where both can have the same weights, and comes back as it went", () => {
    const [cell, layer] = [convertible(), new GRU(sizes)];
    loadParams(layer, gruCellToTorch(cell.params, "_l0"));
    const [one, two] = [layer.forward(x, { h0: h }), cell.step(x.data, h.data)];
    for (let j = 0; j < H; j++) expect(two.h[j]).toEqual(closeTo(one.hN.data[j]));
    expect(gruCellFromTorch(gruCellToTorch(cell.params))).toEqual(cell.params);
  });

  it("refuses weights that only one of the two can have", () => {
    const { params } = new GRUCell({ ...sizes, seed: 7 });
    expect(() => gruCellToTorch(params)).toThrow("convertGru: no equal exists: W (r ⊙ h) and r ⊙ (W h) differ");
    expect(() => gruCellFromTorch(new GRU(sizes).params, "_l0")).toThrow("convertGru: no equal exists");
  });
});

const closeTo = (value: number): number => expect.closeTo(value, 14) as unknown as number;
