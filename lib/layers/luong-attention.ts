import type { LuongGeneralParams } from "../attention/luong.js";
import { empty } from "../kernels/arena.js";
import { asMatrix, transpose } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import type { DType } from "../tensor/dtype.js";
import { ArgumentError, checkChoice, checkDType, checkInteger } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Attention, type AttentionOptions, checkAttended, checkContextGradient } from "./attention.js";
import { type DotAttentionCache, dotAttentionBackward, dotAttentionForward } from "./dot-attention.js";
import { fillUniform } from "./init.js";
import { makeParams } from "./layer.js";

/** Which score, and its sizes. */
export type LuongAttentionOptions = {
  /** `"dot"`: sᵀ h, for states of one size; `"general"`: sᵀ W h. */
  readonly score: "dot" | "general";
  /** S: the decoder's state. */
  readonly hiddenSize: number;
  /** H: the encoder's states; hiddenSize when left out. */
  readonly encoderSize?: number;
  readonly dtype?: DType;
  readonly seed?: number;
};

/** What `backward` needs to know of one `forward`. */
export type LuongAttentionCache = { readonly s: Tensor; readonly dot: DotAttentionCache };

/**
 * Luong's attention over batches: eₜ = sᵀ hₜ or sᵀ W hₜ (ch. 9, "Two Scoring Functions"; Luong et al. 2015). s is the decoder
 * state after the step. W.weight: [S, H], without a bias; the dot product has no parameters.
 */
export class LuongAttention implements Attention<LuongAttentionCache> {
  readonly params: Partial<LuongGeneralParams> & Params;
  readonly grads: Partial<LuongGeneralParams> & Params;
  readonly hiddenSize: number;
  readonly encoderSize: number;

  /** W starts in U(−1/√H, 1/√H), as PyTorch's Linear. */
  constructor({ score, hiddenSize: S, encoderSize: H = S, dtype = "float32", seed = 0 }: LuongAttentionOptions) {
    checkChoice("LuongAttention", "score", ["dot", "general"], score);
    checkInteger("LuongAttention", "hiddenSize", S);
    checkInteger("LuongAttention", "encoderSize", H);
    checkDType("LuongAttention", dtype);
    if (score === "dot" && H !== S) {
      throw new ArgumentError(`LuongAttention: "dot" needs encoderSize = hiddenSize = ${S}, got ${H}; use "general"`);
    }
    [this.hiddenSize, this.encoderSize] = [S, H];
    const shapes: Record<string, readonly number[]> = score === "general" ? { "W.weight": [S, H] } : {};
    const { params, grads } = makeParams<Params>(shapes, dtype);
    [this.params, this.grads] = [params, grads];
    fillUniform(params, new Rng(seed), 1 / Math.sqrt(H));
  }

  /** s: [.., B, S], h: [T, B, H] → context: [.., B, H], alpha: [.., B, T]. */
  forward(
    s: Tensor,
    h: Tensor,
    { lengths }: AttentionOptions = {},
  ): { context: Tensor; alpha: Tensor; cache: LuongAttentionCache } {
    const { queries, rows } = checkAttended("LuongAttention.forward", this, s, h, lengths);
    const [T, B, H] = h.shape;
    const { context, cache } = dotAttentionForward(this.query(s).reshape([queries, B, H]), h, rows, 1);
    const leading = s.shape.slice(0, -1);
    return {
      context: context.reshape([...leading, H]),
      alpha: cache.alpha.reshape([...leading, T]),
      cache: { s, dot: cache },
    };
  }

  /** dContext: [.., B, H] → ds: [.., B, S], dh: [T, B, H]; adds into `grads`. */
  backward({ s, dot }: LuongAttentionCache, dContext: Tensor): { ds: Tensor; dh: Tensor } {
    checkContextGradient("LuongAttention.backward", [...s.shape.slice(0, -1), this.encoderSize], dContext);
    const { dq, dh } = dotAttentionBackward(dot, dContext.reshape(dot.q.shape));
    const { "W.weight": W } = this.params;
    if (!W || !this.grads["W.weight"]) return { ds: dq.reshape(s.shape), dh };
    const [kernels, ds] = [getKernels(s.dtype), empty(s.shape, s.dtype)];
    kernels.gemm(asMatrix(ds), asMatrix(dq), transpose(asMatrix(W)), false);
    kernels.gemm(asMatrix(this.grads["W.weight"]), transpose(asMatrix(s)), asMatrix(dq), true);
    return { ds, dh };
  }

  /** q = Wᵀ s, so that sᵀ W h = qᵀ h: the matrix is applied once a query, not once a position. */
  private query(s: Tensor): Tensor {
    const { "W.weight": W } = this.params;
    if (!W) return s;
    const q = empty([...s.shape.slice(0, -1), this.encoderSize], s.dtype);
    getKernels(s.dtype).gemm(asMatrix(q), asMatrix(s), asMatrix(W), false);
    return q;
  }
}
