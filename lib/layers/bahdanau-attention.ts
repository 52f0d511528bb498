import type { BahdanauParams } from "../attention/bahdanau.js";
import { zeroed } from "../kernels/arena.js";
import { asMatrix, sliceRows } from "../kernels/matrix.js";
import type { DType } from "../tensor/dtype.js";
import { checkDType, checkInteger } from "../tensor/errors.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import {
  type Attention,
  type AttentionOptions,
  checkAttended,
  checkContextGradient,
  checkMemory,
} from "./attention.js";
import { type BahdanauMemory, BahdanauPass, bahdanauMemory } from "./bahdanau-pass.js";
import { fillUniform } from "./init.js";
import { makeParams } from "./layer.js";

/** Sizes of additive attention. */
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

/** What `backward` needs to know of one `forward`. */
export type BahdanauAttentionCache = { readonly pass: BahdanauPass; readonly shape: readonly number[] };

/**
 * The chapter's `BahdanauAttention` over batches: eₜ = vᵀ tanh(W₁ s + W₂ hₜ) (ch. 9, "Two Scoring Functions"; Bahdanau et
 * al. 2015). Parameters are named as there; the second bias is redundant and kept only so that weights load as they are.
 */
export class BahdanauAttention implements Attention<BahdanauAttentionCache> {
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
    checkDType("BahdanauAttention", dtype);
    [this.hiddenSize, this.encoderSize] = [S, H];
    const { params, grads } = makeParams<BahdanauParams>(
      { "W1.weight": [A, S], "W1.bias": [A], "W2.weight": [A, H], "W2.bias": [A], "v.weight": [1, A] },
      dtype,
    );
    [this.params, this.grads] = [params, grads];
    const { "W1.weight": W1, "W1.bias": b1, "W2.weight": W2, "W2.bias": b2, "v.weight": v } = params;
    const rng = new Rng(seed);
    fillUniform({ W1, b1 }, rng.split(0), 1 / Math.sqrt(S));
    fillUniform({ W2, b2 }, rng.split(1), 1 / Math.sqrt(H));
    fillUniform({ v }, rng.split(2), 1 / Math.sqrt(A));
  }

  /** s: [.., B, S], h: [T, B, H] → context: [.., B, H], alpha: [.., B, T]. */
  forward(
    s: Tensor,
    h: Tensor,
    { lengths }: AttentionOptions = {},
  ): { context: Tensor; alpha: Tensor; cache: BahdanauAttentionCache } {
    const { queries, rows } = checkAttended("BahdanauAttention.forward", this, s, h, lengths);
    const pass = new BahdanauPass(this, bahdanauMemory(this, h, rows), queries);
    const [T, B] = h.shape;
    for (let t = 0; t < queries; t++) pass.forward(t, sliceRows(asMatrix(s), t * B, B));
    const leading = s.shape.slice(0, -1);
    const context = pass.context.reshape([...leading, this.encoderSize]);
    return { context, alpha: pass.alpha.reshape([...leading, T]), cache: { pass, shape: context.shape } };
  }

  /** dContext: [.., B, H] → ds: [.., B, S], dh: [T, B, H]; adds into `grads`. */
  backward({ pass, shape }: BahdanauAttentionCache, dContext: Tensor): { ds: Tensor; dh: Tensor } {
    checkContextGradient("BahdanauAttention.backward", shape, dContext);
    const [queries, B, H] = pass.context.shape;
    const ds = zeroed([...shape.slice(0, -1), this.hiddenSize], dContext.dtype);
    const each = dContext.reshape([queries, B * H]);
    pass.startBackward();
    for (let t = queries - 1; t >= 0; t--) {
      pass.backward(t, new Tensor(each.row(t), [B, H]), sliceRows(asMatrix(ds), t * B, B));
    }
    return { ds, dh: pass.finishBackward() };
  }

  /** Reads the encoder's states for a decoder, h: [T, B, H]. */
  remember(h: Tensor, { lengths }: AttentionOptions = {}): BahdanauMemory {
    return bahdanauMemory(this, h, checkMemory("BahdanauAttention.remember", this, h, lengths));
  }

  /** The buffers of `queries` queries that will come one at a time. */
  start(memory: BahdanauMemory, queries: number): BahdanauPass {
    checkInteger("BahdanauAttention.start", "queries", queries);
    return new BahdanauPass(this, memory, queries);
  }
}
