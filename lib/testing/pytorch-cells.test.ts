import { describe, it } from "vitest";
import { VanillaRNN, type VanillaRnnParams } from "../rnn/vanilla-rnn.js";
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
});
