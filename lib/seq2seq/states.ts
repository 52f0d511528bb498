import { GRU } from "../layers/gru.js";
import { LSTM } from "../layers/lstm.js";
import type { RecurrentCache, RecurrentOptions, SequenceOptions } from "../layers/recurrent.js";
import { RNN } from "../layers/rnn.js";
import type { Tensor } from "../tensor/tensor.js";

/** The kinds of recurrent layer, as models are asked for them. */
export type CellKind = "rnn" | "lstm" | "gru";

/** Where a recurrent layer stands, or the gradients of that: h, and an LSTM's c, [layers·directions, B, H] each. */
export type RecurrentState = { readonly h: Tensor; readonly c?: Tensor };

/** What a recurrent layer computed, whichever kind it is. */
export type StatesForward = { readonly output: Tensor; readonly state: RecurrentState; readonly cache: RecurrentCache };

/** A layer of the given kind. */
export function makeRecurrent(kind: CellKind, options: RecurrentOptions): RNN | LSTM | GRU {
  return kind === "rnn" ? new RNN(options) : kind === "lstm" ? new LSTM(options) : new GRU(options);
}

/** `layer.forward` with the states as one object, so that a model need not ask which kind it holds. */
export function forwardStates(
  layer: RNN | LSTM | GRU,
  x: Tensor,
  state: RecurrentState | undefined,
  options?: SequenceOptions,
): StatesForward {
  if (layer instanceof LSTM) {
    const { output, hN, cN, cache } = layer.forward(x, { h0: state?.h, c0: state?.c, ...options });
    return { output, state: { h: hN, c: cN }, cache };
  }
  const { output, hN, cache } = layer.forward(x, { h0: state?.h, ...options });
  return { output, state: { h: hN }, cache };
}

/** `layer.backward`, likewise. */
export function backwardStates(
  layer: RNN | LSTM | GRU,
  cache: RecurrentCache,
  dOutput: Tensor | null,
  dState?: RecurrentState,
): { dx: Tensor; dState: RecurrentState } {
  if (layer instanceof LSTM) {
    const { dx, dh0, dc0 } = layer.backward(cache, dOutput, { dhN: dState?.h, dcN: dState?.c });
    return { dx, dState: { h: dh0, c: dc0 } };
  }
  const { dx, dh0 } = layer.backward(cache, dOutput, { dhN: dState?.h });
  return { dx, dState: { h: dh0 } };
}
