import { describe, expect, it } from "vitest";
import { gruBackward, gruForward } from "../gru/cell.js";
import { gruResetAfterBackward, gruResetAfterForward } from "../gru/reset-after.js";
import { lstmBackward, lstmForward } from "../lstm/cell.js";
import { rnnBackward, rnnForward } from "../rnn/cell.js";
import type { Vec } from "../tensor/dtype.js";
import { type Params, zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { maxDifference, randomTensor } from "../testing/random.js";
import { buildRecurrent, rowOf } from "../testing/recurrent-kinds.js";

const [T, B, D, H] = [5, 3, 4, 2];

/** One step of a cell, and its way back; states are a list: h, or h and c. */
type Step = { readonly states: Vec[]; back(dStates: Vec[]): { dx: Vec; dStates: Vec[] } };

/** A cell with a layer's weights; `gradients` gives its gradients in the layer's layout. */
type Cell = { step(x: Vec, states: Vec[]): Step; gradients(): Params };

function rnnCell(p: Params): Cell {
  const params = { Wxh: p.weight_ih_l0, Whh: p.weight_hh_l0, bh: sum(p.bias_ih_l0, p.bias_hh_l0) };
  const grads = zeroGrads(params);
  return {
    step: (x, [hPrev]) => {
      const { h, cache } = rnnForward(params, x, hPrev);
      return {
        states: [h],
        back: ([dh]) => {
          const { dx, dhPrev } = rnnBackward(params, grads, dh, cache);
          return { dx, dStates: [dhPrev] };
        },
      };
    },
    gradients: () => ({ weight_ih_l0: grads.Wxh, weight_hh_l0: grads.Whh, bias_ih_l0: grads.bh, bias_hh_l0: grads.bh }),
  };
}

/** The chapter's gate rows are f, i, g, o, PyTorch's i, f, g, o: one swap either way. */
const SWAP = [1, 0, 2, 3];

function lstmCell(p: Params): Cell {
  const W = reorder(beside(p.weight_hh_l0, p.weight_ih_l0), SWAP);
  const b = reorder(sum(p.bias_ih_l0, p.bias_hh_l0), SWAP);
  const grads = zeroGrads({ W, b });
  return {
    step: (x, [hPrev, cPrev]) => {
      const { h, c, cache } = lstmForward({ W, b }, x, hPrev, cPrev);
      return {
        states: [h, c],
        back: ([dh, dc]) => {
          const { dx, dhPrev, dcPrev } = lstmBackward({ W, b }, grads, dh, dc, cache);
          return { dx, dStates: [dhPrev, dcPrev] };
        },
      };
    },
    gradients: () => apart(reorder(grads.W, SWAP), reorder(grads.b, SWAP)),
  };
}

function gruCell(p: Params): Cell {
  const params = { W: beside(p.weight_hh_l0, p.weight_ih_l0), b: sum(p.bias_ih_l0, p.bias_hh_l0) };
  const grads = zeroGrads(params);
  return {
    step: (x, [hPrev]) => {
      const { h, cache } = gruForward(params, x, hPrev);
      return {
        states: [h],
        back: ([dh]) => {
          const { dx, dhPrev } = gruBackward(params, grads, dh, cache);
          return { dx, dStates: [dhPrev] };
        },
      };
    },
    gradients: () => apart(grads.W, grads.b),
  };
}

function resetAfterCell(p: Params): Cell {
  const params = { Wx: p.weight_ih_l0, Wh: p.weight_hh_l0, bx: p.bias_ih_l0, bh: p.bias_hh_l0 };
  const grads = zeroGrads(params);
  return {
    step: (x, [hPrev]) => {
      const { h, cache } = gruResetAfterForward(params, x, hPrev);
      return {
        states: [h],
        back: ([dh]) => {
          const { dx, dhPrev } = gruResetAfterBackward(params, grads, dh, cache);
          return { dx, dStates: [dhPrev] };
        },
      };
    },
    gradients: () => ({ weight_ih_l0: grads.Wx, weight_hh_l0: grads.Wh, bias_ih_l0: grads.bx, bias_hh_l0: grads.bh }),
  };
}

describe.each([
  ["RNN", rnnCell],
  ["LSTM", lstmCell],
  ["GRU (chapter)", gruCell],
  ["GRU", resetAfterCell],
])("the %s layer is its cell, row by row and step by step", (kind, build) => {
  it("forward and back", () => {
    const rng = new Rng(2);
    const layer = buildRecurrent(kind, { inputSize: D, hiddenSize: H, seed: 5 });
    const cell = build(layer.params);
    const states = (): Tensor[] => Array.from({ length: layer.states }, () => randomTensor(rng, [1, B, H]));
    const [x, dOutput, initial, dFinals] = [
      randomTensor(rng, [T, B, D]),
      randomTensor(rng, [T, B, H]),
      states(),
      states(),
    ];
    const { output, cache } = layer.forward(x, initial);
    const { dx, dInitial } = layer.backward(cache, dOutput, dFinals);
    for (let b = 0; b < B; b++) {
      const rowOfStates = (all: readonly Tensor[]): Vec[] => all.map((state) => rowOf(state, b, 1).data);
      const steps: Step[] = [];
      for (let t = 0; t < T; t++) {
        steps.push(cell.step(rowOf(x, b, T).row(t), steps.at(-1)?.states ?? rowOfStates(initial)));
        expect(distance(steps[t].states[0], rowOf(output, b, T).row(t))).toBeLessThan(1e-12);
      }
      let dStates = rowOfStates(dFinals);
      for (let t = T - 1; t >= 0; t--) {
        const dh = dStates[0].map((d, j) => d + dOutput.at(t, b, j));
        const back = steps[t].back([dh, ...dStates.slice(1)]);
        expect(distance(back.dx, rowOf(dx, b, T).row(t))).toBeLessThan(1e-12);
        dStates = back.dStates;
      }
      for (const [k, d] of rowOfStates(dInitial).entries()) expect(distance(dStates[k], d)).toBeLessThan(1e-12);
    }
    for (const [name, gradient] of Object.entries(cell.gradients())) {
      expect(maxDifference(gradient, layer.grads[name]), name).toBeLessThan(1e-12);
    }
  });
});

function distance(a: Vec, b: Vec): number {
  return maxDifference(new Tensor(a, [a.length]), new Tensor(b, [b.length]));
}

function sum(a: Tensor, b: Tensor): Tensor {
  return new Tensor(
    a.data.map((x, i) => x + b.data[i]),
    a.shape,
  );
}

/** [A | B]. */
function beside(A: Tensor, B: Tensor): Tensor {
  return Tensor.from(Array.from({ length: A.shape[0] }, (_, i) => [...A.row(i), ...B.row(i)]));
}

/** [W_h | W_x] and one bias, as a layer's four gradients: both biases have the same. */
function apart(W: Tensor, b: Tensor): Params {
  const columns = (from: number, to: number): Tensor =>
    Tensor.from(Array.from({ length: W.shape[0] }, (_, i) => [...W.row(i).subarray(from, to)]));
  return { weight_hh_l0: columns(0, H), weight_ih_l0: columns(H, H + D), bias_ih_l0: b, bias_hh_l0: b };
}

/** Blocks of H rows in another order. */
function reorder(A: Tensor, order: readonly number[]): Tensor {
  const size = A.size / order.length;
  const reordered = A.clone();
  for (const [to, from] of order.entries()) {
    reordered.data.set(A.data.subarray(from * size, (from + 1) * size), to * size);
  }
  return reordered;
}
