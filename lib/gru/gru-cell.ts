import { type DType, type Vec, zerosLike } from "../tensor/dtype.js";
import { checkInteger } from "../tensor/errors.js";
import { normalInit } from "../tensor/init.js";
import { zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { type GruCache, type GruParams, gruBackward, gruForward } from "./cell.js";

/** Sizes and start of a `GRUCell`. */
export type GruCellOptions = {
  /** D. */
  readonly inputSize: number;
  /** H. */
  readonly hiddenSize: number;
  readonly seed?: number;
  readonly dtype?: DType;
};

/**
 * The chapter's `GRUCell` (ch. 9, "Two Gates: Reset and Update"): one step at a time, forward and back. Its gradients add
 * up in `grads`.
 */
export class GRUCell {
  readonly params: GruParams;
  readonly grads: GruParams;
  readonly inputSize: number;
  readonly hiddenSize: number;

  /** W starts in N(0, 1/(H+D)), b at zero. */
  constructor({ inputSize, hiddenSize, seed = 0, dtype = "float64" }: GruCellOptions) {
    checkInteger("GRUCell", "inputSize", inputSize);
    checkInteger("GRUCell", "hiddenSize", hiddenSize);
    const [D, H] = [inputSize, hiddenSize];
    const W = normalInit(new Rng(seed), [3 * H, H + D], 1 / Math.sqrt(H + D), dtype);
    const b = Tensor.zeros([3 * H], dtype);
    [this.inputSize, this.hiddenSize, this.params, this.grads] = [D, H, { W, b }, zeroGrads({ W, b })];
  }

  /** h₀ = 0. */
  initialState(): Vec {
    return zerosLike(this.params.b.data, this.hiddenSize);
  }

  /** x: [D], hPrev: [H] → h: [H]. */
  step(x: Vec, hPrev: Vec): { h: Vec; cache: GruCache } {
    return gruForward(this.params, x, hPrev);
  }

  /** dh: [H] → dx: [D], dhPrev: [H]; adds into `grads`. */
  stepBackward(dh: Vec, cache: GruCache): { dx: Vec; dhPrev: Vec } {
    return gruBackward(this.params, this.grads, dh, cache);
  }
}
