import type { GRU } from "../layers/gru.js";
import { LSTM } from "../layers/lstm.js";
import type { RNN } from "../layers/rnn.js";
import { checkLengths } from "../layers/sequences.js";
import { checkShape, describe, ShapeError } from "../tensor/errors.js";
import { type CellWeights, openCell } from "./cells.js";
import { slices } from "./operations.js";
import type { Tf, TfTensor } from "./tf.js";
import { type TfParams, Twin } from "./twin.js";
import { makePadding, type Padding, unroll } from "./unroll.js";

/** Where a recurrent twin stands: h, and an LSTM's c, [layers·directions, B, H] each. */
export type TfState = { readonly h: TfTensor; readonly c?: TfTensor };

/** What `forward` may be given besides x. */
export type TfSequenceOptions = {
  /** The states to begin with; zeros when left out. */
  readonly state?: TfState;
  /** Real steps of each row, 1 … T: [B]. After its end a row's state stands still and its outputs are zero. */
  readonly lengths?: ArrayLike<number>;
};

/** h, or h and c, of one layer and direction: [B, H] each. */
type States = readonly TfTensor[];

/**
 * An `RNN`, `LSTM` or `GRU` on TensorFlow.js: stacked, in both directions and with lengths, as the layer it is made from.
 * It drops nothing: dropout is the layer's own.
 */
export class TfjsRecurrent extends Twin {
  /** `shared`: the variables to compute with, where the layer is a part of a larger model. */
  constructor(
    tf: Tf,
    readonly layer: RNN | LSTM | GRU,
    shared?: TfParams,
  ) {
    super(tf, layer, shared);
  }

  /** x: [T, B, D] → output: [T, B, directions·H] (T and B swapped in both, when `batchFirst`), and the states at the end. */
  forward(x: TfTensor, { state, lengths }: TfSequenceOptions = {}): { output: TfTensor; state: TfState } {
    const where = "TfjsRecurrent.forward";
    const { tf, layer } = this;
    const [T, B] = this.checkInput(where, x);
    const padding = lengths ? makePadding(tf, T, layer.hiddenSize, checkLengths(where, T, B, lengths)) : null;
    const initial = this.takeApart(where, B, state);
    const finals: States[] = [];
    let output = this.timeMajor(x);
    for (let l = 0; l < layer.numLayers; l++) output = this.forwardLayer(l, output, padding, initial, finals);
    return { output: this.timeMajor(output), state: this.putTogether(finals) };
  }

  /** One layer, in all its directions: x: [T, B, D] → [T, B, directions·H]; its last states go to `finals`. */
  private forwardLayer(
    l: number,
    x: TfTensor,
    padding: Padding | null,
    initial: readonly States[],
    finals: States[],
  ): TfTensor {
    const { tf, layer } = this;
    const suffixes = layer.bidirectional ? [`_l${l}`, `_l${l}_reverse`] : [`_l${l}`];
    const outputs = suffixes.map((suffix) => {
      const cell = openCell(tf, layer, this.direction(suffix));
      const options = { initial: initial[finals.length], reverse: suffix.endsWith("_reverse"), padding };
      const run = unroll(tf, cell, x, options);
      finals.push(run.finals);
      return run.outputs;
    });
    const output = layer.bidirectional ? tf.concat(outputs, 2) : outputs[0];
    return padding ? tf.mul(output, padding.real) : output;
  }

  /** The weights of one layer and direction, `"_l0"` or `"_l1_reverse"`. */
  direction(suffix: string): CellWeights {
    const weight = (name: string) => this.params[`${name}${suffix}`];
    return {
      weight_ih: weight("weight_ih"),
      weight_hh: weight("weight_hh"),
      bias_ih: weight("bias_ih"),
      bias_hh: weight("bias_hh"),
    };
  }

  /** [L·directions, B, H] each → for every layer and direction h, or h and c. */
  private takeApart(where: string, B: number, state: TfState | undefined): States[] {
    const { tf, layer } = this;
    const N = layer.numLayers * layer.numDirections;
    const shape = [N, B, layer.hiddenSize];
    const names = layer instanceof LSTM ? (["h", "c"] as const) : (["h"] as const);
    const whole = names.map((name) => {
      const given = state?.[name];
      if (given) checkShape(where, `state.${name}`, "[layers·directions, B, H]", shape, given);
      return slices(tf, given ?? tf.zeros(shape));
    });
    return Array.from({ length: N }, (_, n) => whole.map((states) => states[n]));
  }

  private putTogether(finals: readonly States[]): TfState {
    const [h, c] = finals[0].map((_, k) =>
      this.tf.stack(
        finals.map((states) => states[k]),
        0,
      ),
    );
    return c ? { h, c } : { h };
  }

  private timeMajor(x: TfTensor): TfTensor {
    return this.layer.batchFirst ? this.tf.transpose(x, [1, 0, 2]) : x;
  }

  /** Returns [T, B]. */
  private checkInput(where: string, x: TfTensor): [number, number] {
    const { batchFirst, inputSize } = this.layer;
    const axes = batchFirst ? "[B, T, D]" : "[T, B, D]";
    if (x?.shape?.length !== 3 || x.shape[2] !== inputSize || x.shape[0] * x.shape[1] === 0) {
      throw new ShapeError(`${where}: x must be ${axes} with D = ${inputSize}, got ${describe(x)}`);
    }
    const [first, second] = x.shape;
    return batchFirst ? [second, first] : [first, second];
  }
}
