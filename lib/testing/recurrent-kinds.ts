import { GRU, type GruOptions } from "../layers/gru.js";
import { LSTM } from "../layers/lstm.js";
import type { RecurrentCache, RecurrentOptions, SequenceOptions } from "../layers/recurrent.js";
import { RNN } from "../layers/rnn.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { randomise } from "./random.js";

/** RNN, LSTM and GRU behind one signature, with states as a list: h, or h and c. */
export type AnyRecurrent = {
  readonly layer: RNN | LSTM | GRU;
  readonly params: Params;
  readonly grads: Params;
  readonly states: number;
  forward(
    x: Tensor,
    initial?: readonly Tensor[],
    options?: SequenceOptions,
  ): { output: Tensor; finals: Tensor[]; cache: RecurrentCache };
  backward(
    cache: RecurrentCache,
    dOutput: Tensor | null,
    dFinals?: readonly Tensor[],
  ): { dx: Tensor; dInitial: Tensor[] };
};

function oneState(layer: RNN | GRU): AnyRecurrent {
  return {
    ...{ layer, params: layer.params, grads: layer.grads, states: 1 },
    forward: (x, initial = [], options = {}) => {
      const { output, hN, cache } = layer.forward(x, { h0: initial[0], ...options });
      return { output, finals: [hN], cache };
    },
    backward: (cache, dOutput, dFinals = []) => {
      const { dx, dh0 } = layer.backward(cache, dOutput, { dhN: dFinals[0] });
      return { dx, dInitial: [dh0] };
    },
  };
}

function twoStates(layer: LSTM): AnyRecurrent {
  return {
    ...{ layer, params: layer.params, grads: layer.grads, states: 2 },
    forward: (x, initial = [], options = {}) => {
      const { output, hN, cN, cache } = layer.forward(x, { h0: initial[0], c0: initial[1], ...options });
      return { output, finals: [hN, cN], cache };
    },
    backward: (cache, dOutput, dFinals = []) => {
      const { dx, dh0, dc0 } = layer.backward(cache, dOutput, { dhN: dFinals[0], dcN: dFinals[1] });
      return { dx, dInitial: [dh0, dc0] };
    },
  };
}

const builders: Record<string, (options: GruOptions) => AnyRecurrent> = {
  RNN: (options) => oneState(new RNN(options)),
  LSTM: (options) => twoStates(new LSTM(options)),
  GRU: (options) => oneState(new GRU(options)),
  "GRU (chapter)": (options) => oneState(new GRU({ ...options, form: "chapter" })),
};

export const KINDS: readonly string[] = Object.keys(builders);

/** A layer of the given kind with random weights and biases; float64 unless the options say otherwise. */
export function buildRecurrent(kind: string, options: RecurrentOptions): AnyRecurrent {
  const layer = builders[kind]({ dtype: "float64", ...options });
  randomise(layer.params, new Rng(options.seed ?? 0));
  return layer;
}

/** Row b of [T, B, n] as a batch of its own, cut to `length` steps. */
export function rowOf(x: Tensor, b: number, length: number): Tensor {
  const [, B, n] = x.shape;
  const row = Tensor.zeros([length, 1, n], x.dtype);
  for (let t = 0; t < length; t++) {
    for (let j = 0; j < n; j++) row.data[t * n + j] = x.data[(t * B + b) * n + j];
  }
  return row;
}
