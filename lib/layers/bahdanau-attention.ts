import type { BahdanauParams } from "../attention/bahdanau.js";
import { empty, zeroed } from "../kernels/arena.js";
import type { AdditiveAttention } from "../kernels/attention.js";
import { asMatrix, type Matrix, sliceRows, transpose } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import type { DType } from "../tensor/dtype.js";
import { checkInteger } from "../tensor/errors.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { type AttentionOptions, type Attention, checkAttended, checkContextGradient, checkMemory } from "./attention.js";
import { fillUniform } from "./init.js";
import { type Layer, makeParams } from "./layer.js";

export type BahdanauAttentionOptions = {
  /** S: the decoder's state. */
  readonly hiddenSize: number;
  /** H: the encoder's states; hiddenSize when left out. */
  readonly encoderSize?: number;
  /** A: the units that compare the two; hiddenSize when left out. */
  readonly attentionSize?: number;
  readonly dtype?: DType;
  readonly seed?: number;
};

/**
 * The chapter's `BahdanauAttention` over batches: eₜ = vᵀ tanh(W₁ s + W₂ hₜ) (ch. 9, "Two Scoring Functions"; Bahdanau et
 * al. 2015). Parameters are named as there; the second bias is redundant and kept for that reason (see `BahdanauParams`).
 */
export class BahdanauAttention implements Attention<BahdanauPass, BahdanauParams> {
  readonly params: BahdanauParams;
  readonly grads: BahdanauParams;
  readonly hiddenSize: number;
  readonly encoderSize: number;

  /** Weights and biases start as PyTorch's Linear layers do, in U(−1/√in, 1/√in). */
  constructor(options: BahdanauAttentionOptions) {
    const { hiddenSize: S, encoderSize: H = S, attentionSize: A = S, dtype = "float32", seed = 0 } = options;
    checkInteger("BahdanauAttention", "hiddenSize", S);
    checkInteger("BahdanauAttention", "encoderSize", H);
    checkInteger("BahdanauAttention", "attentionSize", A);
    [this.hiddenSize, this.encoderSize] = [S, H];
    const { params, grads } = makeParams<BahdanauParams>(
      { "W1.weight": [A, S], "W1.bias": [A], "W2.weight": [A, H], "W2.bias": [A], "v.weight": [1, A] },
      dtype,
    );
    [this.params, this.grads] = [params, grads];
    const rng = new Rng(seed);
    const { "W1.weight": W1, "W1.bias": b1, "W2.weight": W2, "W2.bias": b2, "v.weight": v } = params;
    fillUniform({ W1, b1 }, rng.split(0), 1 / Math.sqrt(S));
    fillUniform({ W2, b2 }, rng.split(1), 1 / Math.sqrt(H));
    fillUniform({ v }, rng.split(2), 1 / Math.sqrt(A));
  }

  /** s: [.., B, S], h: [T, B, H] → context: [.., B, H], alpha: [.., B, T]. */
  forward(s: Tensor, h: Tensor, { lengths }: AttentionOptions = {}): { context: Tensor; alpha: Tensor; cache: BahdanauPass } {
    const where = "BahdanauAttention.forward";
    const { queries, rows } = checkAttended(where, this, s, h, lengths);
    const pass = new BahdanauPass(this, h, rows, queries);
    for (let t = 0; t < queries; t++) pass.forward(t, sliceRows(asMatrix(s), t * h.shape[1], h.shape[1]));
    const leading = s.shape.slice(0, -1);
    return {
      context: pass.context.reshape([...leading, this.encoderSize]),
      alpha: pass.alpha.reshape([...leading, h.shape[0]]),
      cache: pass,
    };
  }

  /** dContext: [.., B, H] → ds: [.., B, S], dh: [T, B, H]; adds into `grads`. */
  backward(pass: BahdanauPass, dContext: Tensor): { ds: Tensor; dh: Tensor } {
    checkContextGradient("BahdanauAttention.backward", pass.context, dContext);
    const [queries, B] = pass.context.shape;
    const ds = zeroed([...dContext.shape.slice(0, -1), this.hiddenSize], dContext.dtype);
    pass.startBackward();
    for (let t = queries - 1; t >= 0; t--) {
      pass.backward(t, sliceRows(asMatrix(dContext), t * B, B), sliceRows(asMatrix(ds), t * B, B));
    }
    return { ds, dh: pass.finishBackward() };
  }

  /** Reads the encoder's states for `queries` steps to come, as a decoder takes them: one at a time. */
  start(h: Tensor, queries: number, { lengths }: AttentionOptions = {}): BahdanauPass {
    return new BahdanauPass(this, h, checkMemory("BahdanauAttention.start", this, h, lengths), queries);
  }
}
