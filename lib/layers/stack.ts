import { empty } from "../kernels/arena.js";
import type { Kernels } from "../kernels/kernels.js";
import { asMatrix, type Matrix, sliceColumns, sliceRows } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import type { DType } from "../tensor/dtype.js";
import type { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { type DropoutMask, dropoutBackward, dropoutForward } from "./dropout.js";
import type { Layer } from "./layer.js";
import { clearPadding } from "./sequences.js";
import type { DirectionInput, DirectionParams, Unrolled } from "./unrolled.js";

/** h, or h and c, of all layers and directions: [L·directions, B, H] each. */
export type States = readonly (Tensor | undefined)[];

/** How a kind of recurrence unrolls over a batch. */
export type Unroll = (weights: Layer<DirectionParams>, input: DirectionInput) => Unrolled;

export type StackOptions = {
  /** One entry per layer and direction, in the order of h_n: layer 0 forward, layer 0 backward, layer 1 forward … */
  readonly directions: readonly Layer<DirectionParams>[];
  readonly numDirections: number;
  readonly numStates: number;
  readonly hiddenSize: number;
  readonly dropout: number;
  readonly dtype: DType;
  readonly unroll: Unroll;
};

/** One layer of one call: its directions, and the mask of what it reads. */
type LayerPass = { readonly passes: readonly Unrolled[]; readonly mask: DropoutMask | null };

/** What the way back needs to know of one way forward, bottom layer first. */
export type StackCache = readonly LayerPass[];

export type StackForward = {
  /** [T, B, directions·H] of the top layer. */
  readonly output: Tensor;
  readonly finals: readonly Tensor[];
  readonly cache: StackCache;
};

/** dx is null where it was not wanted. */
export type StackBackward = { readonly dx: Tensor | null; readonly dInitial: readonly Tensor[] };

/**
 * Recurrent layers on top of each other, each in one direction or two (ch. 9, "Stacked (Deep) RNNs" and
 * ch. 9, "Bidirectional RNNs").
 * Time-major; shapes are the caller's promise.
 */
export class Stack {
  constructor(private readonly options: StackOptions) {}

  private get kernels(): Kernels {
    return getKernels(this.options.dtype);
  }

  /** x: [T, B, D]; states as in `States`; an rng switches dropout on. */
  forward(x: Tensor, initial: States, lengths: Int32Array | null, rng: Rng | undefined): StackForward {
    const { directions, numDirections, dropout } = this.options;
    const finals = this.emptyStates(x.shape[1]);
    const cache: LayerPass[] = [];
    let output = x;
    for (let first = 0; first < directions.length; first += numDirections) {
      const dropped = first > 0 && dropout > 0 && rng ? dropoutForward(output, dropout, rng) : null;
      const passes = this.forwardLayer(first, { x: dropped?.output ?? output, lengths }, initial, finals);
      output = this.sideBySide(passes, x.shape, lengths);
      cache.push({ passes, mask: dropped?.mask ?? null });
    }
    return { output, finals, cache };
  }

  private forwardLayer(
    first: number,
    input: Omit<DirectionInput, "reverse">,
    initial: States,
    finals: readonly Tensor[],
  ): Unrolled[] {
    const { directions, numDirections, unroll } = this.options;
    return directions.slice(first, first + numDirections).map((weights, d) => {
      const pass = unroll(weights, { ...input, reverse: d === 1 });
      for (const [k, state] of initial.entries()) pass.setInitialState(k, state ? stateOf(state, first + d) : null);
      pass.forward();
      for (const [k, state] of finals.entries()) this.kernels.copy(stateOf(state, first + d), pass.finalState(k));
      return pass;
    });
  }

  /** [h forward; h backward] at each time; zeros at padding. */
  private sideBySide(passes: readonly Unrolled[], [T, B]: readonly number[], lengths: Int32Array | null): Tensor {
    const output = empty([T, B, passes.length * this.options.hiddenSize], this.options.dtype);
    for (const [d, pass] of passes.entries()) this.kernels.copy(this.half(output, d), pass.outputs);
    if (lengths) clearPadding(output, lengths);
    return output;
  }

  /** dOutput: [T, B, directions·H], null for zero, and the final states' gradients → dx, if wanted, and the initial states'. */
  backward(cache: StackCache, dOutput: Tensor | null, dFinals: States, wantsDx: boolean): StackBackward {
    const dInitial = this.emptyStates(cache[0].passes[0].input.x.shape[1]);
    let above = dOutput;
    for (let layer = cache.length - 1; layer >= 0; layer--) {
      const { passes, mask } = cache[layer];
      const dx = layer > 0 || wantsDx ? empty(passes[0].input.x.shape, this.options.dtype) : null;
      this.backwardLayer(layer, passes, above, dFinals, dInitial, dx);
      above = mask && dx ? dropoutBackward(mask, dx) : dx;
    }
    return { dx: above, dInitial };
  }

  /** Fills dx, if there is one. Both directions read the same x: their gradients of it add up. */
  private backwardLayer(
    layer: number,
    passes: readonly Unrolled[],
    dOutput: Tensor | null,
    dFinals: States,
    dInitial: readonly Tensor[],
    dx: Tensor | null,
  ): void {
    for (const [d, pass] of passes.entries()) {
      const n = layer * passes.length + d;
      const dFinal = dFinals.map((state) => (state ? stateOf(state, n) : null));
      pass.startBackward(dOutput && this.half(dOutput, d), dFinal);
      pass.backward();
      if (dx) pass.inputGradient(asMatrix(dx), d > 0);
      pass.addWeightGradients();
      for (const [k, state] of dInitial.entries()) this.kernels.copy(stateOf(state, n), asMatrix(pass.dState(k)));
    }
  }

  private emptyStates(B: number): Tensor[] {
    const { directions, numStates, hiddenSize, dtype } = this.options;
    const states: Tensor[] = [];
    while (states.length < numStates) states.push(empty([directions.length, B, hiddenSize], dtype));
    return states;
  }

  /** The columns of one direction in [T, B, directions·H]. */
  private half(output: Tensor, direction: number): Matrix {
    const { hiddenSize } = this.options;
    return sliceColumns(asMatrix(output), direction * hiddenSize, hiddenSize);
  }
}

/** The n-th layer and direction of a state [L·directions, B, H]: [B, H]. */
function stateOf(state: Tensor, n: number): Matrix {
  return sliceRows(asMatrix(state), n * state.shape[1], state.shape[1]);
}
