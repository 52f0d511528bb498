import { describe, expect, it } from "vitest";
import { Seq2Seq, type Seq2SeqOptions } from "../seq2seq/seq2seq.js";
import { crossEntropy } from "../training/losses.js";
import { loadTorchStateDict } from "../weights/torch.js";
import { DTYPES, expectAllSame, expectSame, referenceCase, under } from "./reference-values.js";

type Facts = {
  readonly options: Seq2SeqOptions;
  readonly source: number[][];
  readonly lengths: number[];
  readonly inputs: number[][];
  readonly target: number[][];
};

const CASES = [
  "none",
  "none-gru-bidirectional",
  "bahdanau",
  "bahdanau-gru-bidirectional",
  "luong-dot",
  "luong-general",
  "luong-general-gru",
  "scaled-dot",
];
const PAD = 0;

describe.each(DTYPES)("in %s", (dtype) => {
  it.each(CASES)("seq2seq %s: states, logits, weights, loss and every gradient", (name) => {
    const { tensors, facts } = referenceCase<Facts>(`seq2seq-${name}.${dtype}`);
    const model = new Seq2Seq({ ...facts.options, dtype });
    loadTorchStateDict(model, under(tensors, "param."));
    const B = facts.lengths.length;
    const source = { T: facts.source.length, B, ids: facts.source.flat(), lengths: facts.lengths };
    const inputs = { T: facts.inputs.length, B, ids: facts.inputs.flat() };

    const encoded = model.encoder.forward(source);
    expectSame("encoder.h", encoded.output.data, tensors["encoder.h"]);
    expectSame("encoder.hN", encoded.state.h.data, tensors["encoder.hN"]);
    if (encoded.state.c) expectSame("encoder.cN", encoded.state.c.data, tensors["encoder.cN"]);

    const { logits, alpha, cache } = model.forward(source, inputs);
    expectSame("logits", logits.data, tensors.logits);
    expect(alpha === null).toBe(tensors.alpha === undefined);
    if (alpha) expectSame("alpha", swapLastTwo(alpha.data, alpha.shape), tensors.alpha);

    const { loss, dLogits } = crossEntropy(logits, facts.target.flat(), { padding: PAD });
    expectSame("loss", Float64Array.of(loss), tensors.loss);
    model.backward(cache, dLogits);
    expectAllSame(model.grads, under(tensors, "grad."));
  });
});

/** The reference stacks weights as [T_tgt, T_src, B]; ours are [T_tgt, B, T_src]. */
function swapLastTwo(data: ArrayLike<number>, [N, B, T]: readonly number[]): Float64Array {
  return Float64Array.from({ length: N * B * T }, (_, i) => {
    const [n, t, b] = [Math.floor(i / (T * B)), Math.floor(i / B) % T, i % B];
    return data[(n * B + b) * T + t];
  });
}
