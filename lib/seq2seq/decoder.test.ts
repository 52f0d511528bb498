import { describe, expect, it } from "vitest";
import { Tensor } from "../tensor/tensor.js";
import { type AttentionKind, Decoder, type DecoderOptions } from "./decoder.js";
import type { RecurrentState } from "./states.js";

const ATTENTIONS: AttentionKind[] = ["none", "bahdanau", "luong-dot", "luong-general", "scaled-dot"];
const [V, E, H, B, T] = [5, 3, 4, 2, 6];
const tokens = { T: 1, B, ids: [1, 2] };

const make = (options: Partial<DecoderOptions>): Decoder =>
  new Decoder({ vocabSize: V, embeddingSize: E, hiddenSize: H, dtype: "float64", ...options });

/** The decoder's first step from `state`. */
function begin(options: Partial<DecoderOptions>, state?: RecurrentState) {
  const decoder = make(options);
  return decoder.forward(tokens, state, decoder.remember(Tensor.zeros([T, B, H])));
}

const zeros = Tensor.zeros([1, B, H]);
const misfits: [Tensor, string][] = [
  [Tensor.zeros([1, B, H + 1]), "must be [layers·directions, B, H] = [1, 2, 4], got [1, 2, 5]"],
  [Tensor.zeros([1, B + 1, H]), "must be [layers·directions, B, H] = [1, 2, 4], got [1, 3, 4]"],
  [Tensor.zeros([1, B, H], "float32"), "must be float64 like the parameters, got float32"],
  [Tensor.from([[[0, 0, 0, 0], [0, 0, Number.NaN, 0]]]), "must be finite, got NaN at index 6"], // biome-ignore format: a tensor
];

describe.each(ATTENTIONS)("a state for attention %s", (attention) => {
  it.each(misfits)("%#: h is named when it does not fit", (h, message) => {
    expect(() => begin({ attention, cell: "gru" }, { h })).toThrow(`GRU.forward: h0 ${message}`);
    expect(() => begin({ attention }, { h, c: zeros })).toThrow(`LSTM.forward: h0 ${message}`);
  });

  it.each(misfits)("%#: and so is c", (c, message) => {
    expect(() => begin({ attention }, { h: zeros, c })).toThrow(`LSTM.forward: c0 ${message}`);
  });

  it("is zeros when left out", () => {
    for (const cell of ["lstm", "gru"] as const) {
      expect(begin({ attention, cell }).logits).toEqual(begin({ attention, cell }, { h: zeros, c: zeros }).logits);
    }
  });
});

describe.each(ATTENTIONS.slice(1))("a memory for attention %s", (attention) => {
  const decoder = make({ attention });
  const look = (memory: ReturnType<Decoder["remember"]>) => () => decoder.forward(tokens, undefined, memory);

  it("is refused from a decoder of another size or precision, and with rows of another batch", () => {
    expect(look(make({ attention, hiddenSize: 6 }).remember(Tensor.zeros([T, B, 6])))).toThrow(
      "Decoder.forward: memory.h must be [T_src, B, H] = [6, 2, 4], got [6, 2, 6]",
    );
    expect(look(make({ attention, dtype: "float32" }).remember(Tensor.zeros([T, B, H], "float32")))).toThrow(
      "Decoder.forward: memory.h must be float64 like the parameters, got float32",
    );
    expect(look(decoder.remember(Tensor.zeros([T, 3, H])))).toThrow(
      "Decoder.forward: memory must hold B = 2 rows, got 3",
    );
    expect(look({} as never)).toThrow("Decoder.forward: memory must hold B = 2 rows, got none");
  });

  it("needs keys where Bahdanau's attention looks, and only there", () => {
    const plain = make({ attention: "luong-dot" }).remember(Tensor.zeros([T, B, H]));
    if (attention !== "bahdanau") return expect(look(plain)).not.toThrow();
    expect(look(plain)).toThrow(
      'Decoder.forward: memory must hold the keys that attention "bahdanau" remembers, got none',
    );
  });
});
