import { type DType, type Vec, zerosLike } from "../tensor/dtype.js";
import { checkFinite, checkInteger } from "../tensor/errors.js";
import { normalInit } from "../tensor/init.js";
import { zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { type LstmCache, type LstmParams, lstmBackward, lstmForward } from "./cell.js";

/** Sizes and start of an `LSTMCell`. */
export type LstmCellOptions = {
  /** D. */
  readonly inputSize: number;
  /** H. */
  readonly hiddenSize: number;
  /** Where the forget gates' bias starts: 1, "start by remembering" (Jozefowicz et al. 2015). */
  readonly forgetBias?: number;
  readonly seed?: number;
  readonly dtype?: DType;
};

/**
 * The chapter's `LSTMCell` (ch. 9, "The Cell State and Three Gates"): one step at a time, forward and back. Its gradients
 * add up in `grads`.
 */
export class LSTMCell {
  readonly params: LstmParams;
  readonly grads: LstmParams;
  readonly inputSize: number;
  readonly hiddenSize: number;

  /** W starts in N(0, 1/(H+D)), b at zero but for the forget gates. */
  constructor({ inputSize, hiddenSize, forgetBias = 1, seed = 0, dtype = "float64" }: LstmCellOptions) {
    checkInteger("LSTMCell", "inputSize", inputSize);
    checkInteger("LSTMCell", "hiddenSize", hiddenSize);
    checkFinite("LSTMCell", "forgetBias", Float64Array.of(forgetBias));
    const [D, H] = [inputSize, hiddenSize];
    const W = normalInit(new Rng(seed), [4 * H, H + D], 1 / Math.sqrt(H + D), dtype);
    const b = Tensor.zeros([4 * H], dtype);
    b.data.fill(forgetBias, 0, H); // rows f come first
    [this.inputSize, this.hiddenSize, this.params, this.grads] = [D, H, { W, b }, zeroGrads({ W, b })];
  }

  /** h₀ = c₀ = 0. */
  initialState(): { h: Vec; c: Vec } {
    const zero = (): Vec => zerosLike(this.params.b.data, this.hiddenSize);
    return { h: zero(), c: zero() };
  }

  /** x: [D], hPrev, cPrev: [H] → h, c: [H]. */
  step(x: Vec, hPrev: Vec, cPrev: Vec): { h: Vec; c: Vec; cache: LstmCache } {
    return lstmForward(this.params, x, hPrev, cPrev);
  }

  /** dh, dc: [H] → dx: [D], dhPrev, dcPrev: [H]; adds into `grads`. */
  stepBackward(dh: Vec, dc: Vec, cache: LstmCache): { dx: Vec; dhPrev: Vec; dcPrev: Vec } {
    return lstmBackward(this.params, this.grads, dh, dc, cache);
  }
}
