import type { TfLook } from "./attention.js";
import { openCell } from "./cells.js";
import { linear, openLinear, slices } from "./operations.js";
import type { TfjsRecurrent, TfState } from "./recurrent.js";
import type { Tf, TfTensor } from "./tf.js";

/** What the logits are read off, [T, B, H]; the state after it; and the weights [T, B, T_src] (null without attention). */
export type CoreForward = { readonly output: TfTensor; readonly state: TfState; readonly alpha: TfTensor | null };

/** The part of a decoder between the embedding, x: [T, B, E], and the logits. It begins with states [1, B, H]. */
export type Core = (x: TfTensor, initial: TfState) => CoreForward;

/** The chapter's `Decoder` as it stands: all it knows of the source is the state it begins with. */
export function noAttention(rnn: TfjsRecurrent): Core {
  return (x, initial) => ({ ...rnn.forward(x, { state: initial }), alpha: null });
}

/**
 * Attention after the recurrence (Luong et al. 2015): s̃ₜ = tanh(W_c [cₜ; sₜ]), where cₜ is looked up with sₜ. All steps are
 * one call each of the layer, the attention and W_c.
 */
export function outputAttention(tf: Tf, rnn: TfjsRecurrent, look: TfLook, Wc: TfTensor): Core {
  const combine = linear(tf, Wc);
  return (x, initial) => {
    const { output: s, state } = rnn.forward(x, { state: initial });
    const { context, alpha } = look(swap(tf, s));
    const both = tf.concat([swap(tf, context), s], 2); // [c; s]
    const [T, B, width] = both.shape;
    const output = tf.tanh(combine(tf.reshape(both, [T * B, width])));
    return { output: tf.reshape(output, [T, B, -1]), state, alpha: swap(tf, alpha) };
  };
}

/**
 * Attention before the recurrence (Bahdanau et al. 2015): sₜ = RNN([xₜ; cₜ], sₜ₋₁), where cₜ is looked up with sₜ₋₁. Each step
 * waits for the one before it. Of W_ih [xₜ; cₜ] = W_x xₜ + W_c cₜ the first part does not: one product for all steps.
 */
export function inputAttention(tf: Tf, rnn: TfjsRecurrent, look: TfLook): Core {
  const [layer, weights] = [rnn.layer, rnn.direction("_l0")];
  return (x, initial) => {
    const [[T, B, E], H] = [x.shape, layer.hiddenSize];
    const [forX, forC] = tf.split(weights.weight_ih, [E, layer.inputSize - E], 1);
    const cell = openCell(tf, layer, { ...weights, weight_ih: forX });
    const Wc = openLinear(tf, forC);
    const Wx = slices(tf, tf.reshape(cell.project(tf.reshape(x, [T * B, E])), [T, B, -1]));

    let states = statesOf(initial).map((state) => tf.reshape(state, [B, H]));
    const [outputs, alphas]: [TfTensor[], TfTensor[]] = [[], []];
    for (let t = 0; t < T; t++) {
      const { context, alpha } = look(tf.reshape(states[0], [B, 1, H])); // sₜ₋₁ asks
      const c = tf.reshape(context, [B, -1]);
      states = cell.step(tf.add(Wx[t], Wc(c)), states);
      outputs.push(states[0]);
      alphas.push(alpha);
    }
    const [h, c] = states.map((state) => tf.reshape(state, [1, B, H]));
    return { output: tf.stack(outputs, 0), state: c ? { h, c } : { h }, alpha: swap(tf, tf.concat(alphas, 1)) };
  };
}

function statesOf({ h, c }: TfState): TfTensor[] {
  return c ? [h, c] : [h];
}

/** [T, B, n] as [B, T, n], or the other way round. */
function swap(tf: Tf, x: TfTensor): TfTensor {
  return tf.transpose(x, [1, 0, 2]);
}
