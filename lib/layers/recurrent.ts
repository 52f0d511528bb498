import { getKernels } from "../kernels/select.js";
import type { DType } from "../tensor/dtype.js";
import {
  checkChoice,
  checkFinite,
  checkFlag,
  checkInteger,
  checkSameDType,
  checkShape,
  describe,
  ShapeError,
} from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkProbability } from "./checks.js";
import { fillUniform } from "./init.js";
import { type Layer, makeParams } from "./layer.js";
import { checkLengths, swapTimeAndBatch } from "./sequences.js";
import { Stack, type StackCache, type States, type Unroll } from "./stack.js";
import type { DirectionParams, Unrolled } from "./unrolled.js";

/** Options that RNN, LSTM and GRU share, in PyTorch's words. */
export type RecurrentOptions = {
  /** D. */
  readonly inputSize: number;
  /** H. */
  readonly hiddenSize: number;
  /** Layers stacked on each other; each reads the outputs of the one below. */
  readonly numLayers?: number;
  /** A second run from the end; outputs are [h forward; h backward], 2H wide. */
  readonly bidirectional?: boolean;
  /** Sequences are [B, T, D] instead of [T, B, D]. States keep their shape. */
  readonly batchFirst?: boolean;
  /** The share of a layer's outputs that is dropped on the way to the next layer, where `forward` is given an `rng`. */
  readonly dropout?: number;
  readonly dtype?: DType;
  readonly seed?: number;
};

/** What one `forward` may be told about its batch, besides x and the initial states. */
export type SequenceOptions = {
  /** Real steps of each row, 1 … T: [B]. After its end a row's state stands still and its outputs are zero. */
  readonly lengths?: ArrayLike<number>;
  /** Switches dropout on (training); without it nothing is dropped (evaluation). */
  readonly rng?: Rng;
};

/** What one `backward` may be told, besides the gradients of the final states. */
export type BackwardOptions<Wanted extends boolean> = {
  /** `false` where x is data and nobody asks for its gradient: then dx is null, and the time it takes is saved. */
  readonly inputGradient?: Wanted;
};

/** dx, or null where it was not wanted. */
export type InputGradient<Wanted extends boolean> = Wanted extends true ? Tensor : null;

/** What `backward` needs to know of one `forward`. */
export type RecurrentCache = { readonly layers: StackCache; readonly T: number; readonly B: number };

type Forward = { readonly output: Tensor; readonly finals: readonly Tensor[]; readonly cache: RecurrentCache };

/** What tells one kind of recurrent layer from another: its name, gate blocks and states ("h", or "h" and "c"). */
export type Kind = {
  readonly name: string;
  readonly gates: number;
  readonly states: readonly string[];
  readonly unroll: Unroll;
};

/**
 * What RNN, LSTM and GRU share: options, parameters under PyTorch's names (`weight_ih_l0`, `weight_hh_l1_reverse`, …),
 * and the checks at the boundary. The work is done by `Stack`.
 */
export abstract class Recurrent implements Layer {
  readonly params: Params;
  readonly grads: Params;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly dtype: DType;
  private readonly stack: Stack;

  /** Weights and biases start in U(−1/√H, 1/√H), PyTorch's default. */
  constructor(
    private readonly kind: Kind,
    options: RecurrentOptions,
  ) {
    const { inputSize, hiddenSize, numLayers = 1, bidirectional = false, batchFirst = false } = options;
    const { dropout = 0, dtype = "float32", seed = 0 } = options;
    checkInteger(kind.name, "inputSize", inputSize);
    checkInteger(kind.name, "hiddenSize", hiddenSize);
    checkInteger(kind.name, "numLayers", numLayers);
    checkFlag(kind.name, "bidirectional", bidirectional);
    checkFlag(kind.name, "batchFirst", batchFirst);
    checkProbability(kind.name, "dropout", dropout);
    checkChoice(kind.name, "dtype", ["float32", "float64"], dtype);
    [this.inputSize, this.hiddenSize, this.numLayers] = [inputSize, hiddenSize, numLayers];
    [this.bidirectional, this.batchFirst, this.dropout, this.dtype] = [bidirectional, batchFirst, dropout, dtype];

    const { params, grads } = makeParams(shapesOf(this, kind.gates), dtype);
    [this.params, this.grads] = [params, grads];
    fillUniform(params, new Rng(seed), 1 / Math.sqrt(hiddenSize));
    this.stack = new Stack({
      ...{ hiddenSize, dropout, dtype, unroll: kind.unroll },
      directions: suffixesOf(this).map((suffix) => ({ params: pick(params, suffix), grads: pick(grads, suffix) })),
      numDirections: this.numDirections,
      numStates: kind.states.length,
    });
  }

  /** 2 when bidirectional, else 1. */
  get numDirections(): number {
    return this.bidirectional ? 2 : 1;
  }

  /** The bottom layer over x: [T, B, D], for a decoder that writes x as it goes and runs it step by step. */
  unroll(x: Tensor): Unrolled {
    const weights = { params: pick(this.params, "_l0"), grads: pick(this.grads, "_l0") };
    return this.kind.unroll(weights, { x, reverse: false, lengths: null });
  }

  /** Refuses initial states that do not fit B rows: also for a decoder, which sets those of `unroll` itself. */
  checkInitial(B: number, initial: States): void {
    const where = `${this.kind.name}.forward`;
    for (const [k, state] of this.kind.states.entries()) this.checkState(where, `${state}0`, B, initial[k]);
  }

  /** What `forward` of each kind does. `initial`: h0, or h0 and c0. */
  protected forwardStack(x: Tensor, initial: States, { lengths, rng }: SequenceOptions): Forward {
    const where = `${this.kind.name}.forward`;
    const [T, B] = this.checkInput(where, x);
    this.checkInitial(B, initial);
    const rows = lengths ? checkLengths(where, T, B, lengths) : null;
    const { output, finals, cache } = this.stack.forward(this.timeMajor(x), initial, rows, rng);
    return { output: this.batchFirst ? swapTimeAndBatch(output) : output, finals, cache: { layers: cache, T, B } };
  }

  /** What `backward` of each kind does. `dFinals`: dhN, or dhN and dcN. */
  protected backwardStack<Wanted extends boolean>(
    { layers, T, B }: RecurrentCache,
    dOutput: Tensor | null,
    dFinals: States,
    { inputGradient = true }: { readonly inputGradient?: boolean },
  ): { dx: InputGradient<Wanted>; dInitial: readonly Tensor[] } {
    const where = `${this.kind.name}.backward`;
    checkFlag(where, "inputGradient", inputGradient);
    if (dOutput) this.checkOutputGradient(where, T, B, dOutput);
    for (const [k, state] of this.kind.states.entries()) this.checkState(where, `d${state}N`, B, dFinals[k]);
    const dTop = dOutput && this.timeMajor(dOutput);
    const { dx, dInitial } = this.stack.backward(layers, dTop, dFinals, inputGradient);
    return { dx: (dx && this.timeMajor(dx)) as InputGradient<Wanted>, dInitial };
  }

  /** [B, T, n] as [T, B, n] where the layer is `batchFirst`, and the same way back. */
  private timeMajor(x: Tensor): Tensor {
    return this.batchFirst ? swapTimeAndBatch(x) : x;
  }

  /** x must be a sequence of finite numbers; NaN would spread through every state in silence. Returns [T, B]. */
  private checkInput(where: string, x: Tensor): [number, number] {
    const axes = this.batchFirst ? "[B, T, D]" : "[T, B, D]";
    if (x?.shape?.length !== 3 || x.shape[2] !== this.inputSize) {
      throw new ShapeError(`${where}: x must be ${axes} with D = ${this.inputSize}, got ${describe(x)}`);
    }
    if (x.size === 0) throw new ShapeError(`${where}: x must hold at least one step of one row, got ${describe(x)}`);
    this.checkDType(where, "x", x);
    const squares = getKernels(this.dtype).sumOfSquares(x.data); // fast, and finite where all of them are
    if (!Number.isFinite(squares)) checkFinite(where, "x", x.data);
    const [first, second] = x.shape;
    return this.batchFirst ? [second, first] : [first, second];
  }

  private checkOutputGradient(where: string, T: number, B: number, dOutput: Tensor): void {
    const width = this.numDirections * this.hiddenSize;
    const shape = this.batchFirst ? [B, T, width] : [T, B, width];
    checkShape(where, "dOutput", this.batchFirst ? "[B, T, directions·H]" : "[T, B, directions·H]", shape, dOutput);
    this.checkDType(where, "dOutput", dOutput);
  }

  private checkState(where: string, name: string, B: number, state: Tensor | undefined): void {
    if (state === undefined) return;
    const shape = [this.numLayers * this.numDirections, B, this.hiddenSize];
    checkShape(where, name, "[layers·directions, B, H]", shape, state);
    this.checkDType(where, name, state);
    checkFinite(where, name, state.data);
  }

  private checkDType(where: string, name: string, { data }: Tensor): void {
    checkSameDType(where, name, this.params.weight_ih_l0.data, data);
  }
}

/** "_l0", "_l0_reverse", "_l1" …, as PyTorch ends its names. */
function suffixesOf({ numLayers, bidirectional }: Recurrent): string[] {
  const layers = Array.from({ length: numLayers }, (_, layer) => `_l${layer}`);
  return bidirectional ? layers.flatMap((suffix) => [suffix, `${suffix}_reverse`]) : layers;
}

/** The first layer reads x, the others read all directions of the layer below. */
function shapesOf(layer: Recurrent, gates: number): Record<string, readonly number[]> {
  const { inputSize, hiddenSize: H, numDirections } = layer;
  const shapes = suffixesOf(layer).flatMap((suffix, n): [string, readonly number[]][] => [
    [`weight_ih${suffix}`, [gates * H, n < numDirections ? inputSize : numDirections * H]],
    [`weight_hh${suffix}`, [gates * H, H]],
    [`bias_ih${suffix}`, [gates * H]],
    [`bias_hh${suffix}`, [gates * H]],
  ]);
  return Object.fromEntries(shapes);
}

function pick(tensors: Params, suffix: string): DirectionParams {
  return {
    weight_ih: tensors[`weight_ih${suffix}`],
    weight_hh: tensors[`weight_hh${suffix}`],
    bias_ih: tensors[`bias_ih${suffix}`],
    bias_hh: tensors[`bias_hh${suffix}`],
  };
}
