import { GRU } from "../layers/gru.js";
import { LSTM } from "../layers/lstm.js";
import type { RNN } from "../layers/rnn.js";
import type { CellKind } from "../seq2seq/states.js";
import { linear, openLinear } from "./operations.js";
import type { Tf, TfTensor } from "./tf.js";

/** The weights of one direction of one layer, in PyTorch's layout: [G·H, D], [G·H, H], [G·H], [G·H]. */
export type CellWeights = { readonly [name in "weight_ih" | "weight_hh" | "bias_ih" | "bias_hh"]: TfTensor };

/**
 * A recurrence in the two parts that a batch wants apart: what the inputs give, for any number of time steps at once, and
 * the step itself.
 */
export type Cell = {
  /** x: [N, D] → W_ih x + b: [N, G·H]. */
  project(x: TfTensor): TfTensor;
  /** What `project` gave for this step, [B, G·H], and the states before it → the states after it: h, or h and c, [B, H]. */
  step(Wx: TfTensor, before: readonly TfTensor[]): TfTensor[];
};

/** What kind a layer is, as models begin its parameters' names. */
export function kindOf(layer: RNN | LSTM | GRU): CellKind {
  return layer instanceof LSTM ? "lstm" : layer instanceof GRU ? "gru" : "rnn";
}

/** The recurrence of `layer`, with these weights. */
export function openCell(tf: Tf, layer: RNN | LSTM | GRU, weights: CellWeights): Cell {
  if (layer instanceof LSTM) return lstm(tf, weights);
  if (layer instanceof GRU) return layer.form === "torch" ? gru(tf, weights) : chapterGru(tf, weights);
  return rnn(tf, weights);
}

/** hₜ = tanh(W_ih xₜ + W_hh hₜ₋₁ + b) (ch. 9, "The Recurrence Relation"). */
function rnn(tf: Tf, weights: CellWeights): Cell {
  const { add, tanh } = tf;
  const Wh = openLinear(tf, weights.weight_hh);
  return {
    project: linear(tf, weights.weight_ih, bothBiases(tf, weights)),
    step: (Wx, [hPrev]) => [tanh(add(Wx, Wh(hPrev)))],
  };
}

/** Gates i, f, o and candidate g (ch. 9, "The Cell State and Three Gates"). */
function lstm(tf: Tf, weights: CellWeights): Cell {
  const { add, mul, sigmoid, split, tanh } = tf;
  const Wh = openLinear(tf, weights.weight_hh);
  return {
    project: linear(tf, weights.weight_ih, bothBiases(tf, weights)),
    step: (Wx, [hPrev, cPrev]) => {
      const [ai, af, ag, ao] = split(add(Wx, Wh(hPrev)), 4, 1);
      const [i, f, g, o] = [sigmoid(ai), sigmoid(af), tanh(ag), sigmoid(ao)];
      const c = add(mul(f, cPrev), mul(i, g));
      const h = mul(o, tanh(c));
      return [h, c];
    },
  };
}

/** PyTorch's form: r scales W_hn h + b_hn, and z keeps the old state (ch. 9, "Two Gates: Reset and Update"). */
function gru(tf: Tf, weights: CellWeights): Cell {
  const { add, mul, sigmoid, split, sub, tanh } = tf;
  const Wh = openLinear(tf, weights.weight_hh, weights.bias_hh);
  return {
    project: linear(tf, weights.weight_ih, weights.bias_ih),
    step: (Wx, [hPrev]) => {
      const [[xr, xz, xn], [hr, hz, hn]] = [split(Wx, 3, 1), split(Wh(hPrev), 3, 1)];
      const [r, z] = [sigmoid(add(xr, hr)), sigmoid(add(xz, hz))];
      const n = tanh(add(xn, mul(r, hn)));
      return [add(mul(sub(1, z), n), mul(z, hPrev))];
    },
  };
}

/** The chapter's form: r scales the state before the product, and z lets the new state in. */
function chapterGru(tf: Tf, weights: CellWeights): Cell {
  const { add, mul, sigmoid, split, sub, tanh } = tf;
  const H = weights.weight_hh.shape[1];
  const [Wrz, Wn] = split(weights.weight_hh, [2 * H, H], 0).map((W) => openLinear(tf, W));
  return {
    project: linear(tf, weights.weight_ih, bothBiases(tf, weights)),
    step: (Wx, [hPrev]) => {
      const [xrz, xn] = split(Wx, [2 * H, H], 1);
      const [r, z] = split(sigmoid(add(xrz, Wrz(hPrev))), 2, 1);
      const n = tanh(add(xn, Wn(mul(r, hPrev))));
      return [add(mul(sub(1, z), hPrev), mul(z, n))];
    },
  };
}

/** Both meet the same sum. */
function bothBiases(tf: Tf, { bias_ih, bias_hh }: CellWeights): TfTensor {
  return tf.add(bias_ih, bias_hh);
}
