import { describe, it } from "vitest";
import { GRUCell } from "../gru/gru-cell.js";
import { LSTMCell } from "../lstm/lstm-cell.js";
import { VanillaRNN, type VanillaRnnParams } from "../rnn/vanilla-rnn.js";
import { type Vec, zerosLike } from "../tensor/dtype.js";
import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { loadParams } from "../weights/load-params.js";
import { DTYPES, expectAllSame, expectSame, referenceCase, row, under } from "./reference-values.js";

describe.each(DTYPES)("in %s", (dtype) => {
  it("VanillaRNN: states, distributions, loss and every gradient", () => {
    const { tensors, facts } = referenceCase<{ inputs: number[]; targets: number[] }>(`vanilla-rnn.${dtype}`);
    const params = under(tensors, "param.") as VanillaRnnParams;
    const model = new VanillaRNN({ vocabSize: params.by.size, hiddenSize: params.bh.size, dtype });
    for (const [name, { data }] of Object.entries(model.params)) data.set(params[name as keyof VanillaRnnParams].data);
    const forward = model.forward(facts.inputs, tensors.h0.data);
    const { grads, dh0 } = model.backward(forward, facts.targets);
    for (const [t, h] of forward.h.entries()) expectSame(`h[${t}]`, h, row(tensors.h, t));
    for (const [t, p] of forward.p.entries()) expectSame(`p[${t}]`, p, row(tensors.p, t));
    expectSame("loss", Float64Array.of(model.loss(forward, facts.targets)), tensors.loss);
    expectSame("dh0", dh0, tensors.dh0);
    expectAllSame(grads, under(tensors, "grad."));
  });

  it("LSTMCell, the chapter's: states and every gradient over time", () => {
    const { tensors: t } = referenceCase(`cell-lstm.${dtype}`);
    const [T, D, H] = [t.x.shape[0], t.x.shape[1], t.h0.size];
    const cell = new LSTMCell({ inputSize: D, hiddenSize: H, dtype });
    loadParams(cell, stacked(under(t, "param."), "fico"));
    const steps: ReturnType<LSTMCell["step"]>[] = [];
    for (let s = 0; s < T; s++) {
      steps.push(cell.step(t.x.row(s), steps.at(-1)?.h ?? t.h0.data, steps.at(-1)?.c ?? t.c0.data));
      expectSame(`h[${s}]`, steps[s].h, row(t.h, s));
    }
    expectSame("cN", steps[T - 1].c, t.cN);
    let [dh, dc] = [t.dhN.data, t.dcN.data];
    for (let s = T - 1; s >= 0; s--) {
      const back = cell.stepBackward(plus(t.dh.row(s), dh), dc, steps[s].cache);
      expectSame(`dx[${s}]`, back.dx, row(t.dx, s));
      [dh, dc] = [back.dhPrev, back.dcPrev];
    }
    expectSame("dh0", dh, t.dh0);
    expectSame("dc0", dc, t.dc0);
    expectAllSame(cell.grads, stacked(under(t, "grad."), "fico"));
  });

  it("GRUCell, the chapter's: states and every gradient over time", () => {
    const { tensors: t } = referenceCase(`cell-gru.${dtype}`);
    const [T, D, H] = [t.x.shape[0], t.x.shape[1], t.h0.size];
    const cell = new GRUCell({ inputSize: D, hiddenSize: H, dtype });
    loadParams(cell, stacked(under(t, "param."), "rzh"));
    const steps: ReturnType<GRUCell["step"]>[] = [];
    for (let s = 0; s < T; s++) {
      steps.push(cell.step(t.x.row(s), steps.at(-1)?.h ?? t.h0.data));
      expectSame(`h[${s}]`, steps[s].h, row(t.h, s));
    }
    let dh = t.dhN.data;
    for (let s = T - 1; s >= 0; s--) {
      const back = cell.stepBackward(plus(t.dh.row(s), dh), steps[s].cache);
      expectSame(`dx[${s}]`, back.dx, row(t.dx, s));
      dh = back.dhPrev;
    }
    expectSame("dh0", dh, t.dh0);
    expectAllSame(cell.grads, stacked(under(t, "grad."), "rzh"));
  });
});

/** The chapter's matrices, one a gate, on top of each other: { Wf, bf, Wi, … } as { W, b }. */
function stacked(gates: Params, order: string): { W: Tensor; b: Tensor } {
  const stack = (letter: string): Tensor => {
    const blocks = [...order].map((gate) => gates[letter + gate]);
    const [H, ...width] = blocks[0].shape;
    const data = zerosLike(blocks[0].data, blocks.length * blocks[0].size);
    for (const [k, block] of blocks.entries()) data.set(block.data, k * block.size);
    return new Tensor(data, [blocks.length * H, ...width]);
  };
  return { W: stack("W"), b: stack("b") };
}

const plus = (a: Vec, b: Vec): Vec => a.map((x, j) => x + b[j]);
