import { checkInteger } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Attention, type AttentionOptions, checkAttended, checkContextGradient } from "./attention.js";
import { type DotAttentionCache, dotAttentionBackward, dotAttentionForward } from "./dot-attention.js";

/** What `backward` needs to know of one `forward`. */
export type ScaledDotAttentionCache = { readonly dot: DotAttentionCache; readonly shape: readonly number[] };

/**
 * Scaled dot-product attention over batches: eₜ = sᵀ hₜ / √d with d = hiddenSize (ch. 9, "Two Scoring Functions"; Vaswani
 * et al. 2017). It has no parameters; states of both sides must be of one size.
 */
export class ScaledDotProductAttention implements Attention<ScaledDotAttentionCache> {
  readonly params: Params = {};
  readonly grads: Params = {};
  readonly hiddenSize: number;
  readonly encoderSize: number;

  constructor({ hiddenSize }: { readonly hiddenSize: number }) {
    checkInteger("ScaledDotProductAttention", "hiddenSize", hiddenSize);
    [this.hiddenSize, this.encoderSize] = [hiddenSize, hiddenSize];
  }

  /** s: [.., B, H], h: [T, B, H] → context: [.., B, H], alpha: [.., B, T]. */
  forward(
    s: Tensor,
    h: Tensor,
    { lengths }: AttentionOptions = {},
  ): { context: Tensor; alpha: Tensor; cache: ScaledDotAttentionCache } {
    const { queries, rows } = checkAttended("ScaledDotProductAttention.forward", this, s, h, lengths);
    const [T, B, H] = h.shape;
    const { context, cache } = dotAttentionForward(s.reshape([queries, B, H]), h, rows, 1 / Math.sqrt(H));
    const alpha = cache.alpha.reshape([...s.shape.slice(0, -1), T]);
    return { context: context.reshape(s.shape), alpha, cache: { dot: cache, shape: s.shape } };
  }

  /** dContext: [.., B, H] → ds: [.., B, H], dh: [T, B, H]. */
  backward({ dot, shape }: ScaledDotAttentionCache, dContext: Tensor): { ds: Tensor; dh: Tensor } {
    checkContextGradient("ScaledDotProductAttention.backward", shape, dContext);
    const { dq, dh } = dotAttentionBackward(dot, dContext.reshape(dot.q.shape));
    return { ds: dq.reshape(shape), dh };
  }
}
