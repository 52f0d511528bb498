import type { AttentionKind } from "../seq2seq/decoder.js";
import { linear, openLinear } from "./operations.js";
import type { Tf, TfTensor } from "./tf.js";

/** A score in the two parts that a decoder wants apart: what the source gives, once for all steps, and the comparison itself. */
type Score = {
  /** h: [N, H] → what the decoder's state is compared with: [N, A]. */
  keys(h: TfTensor): TfTensor;
  /** keys: [B, T_src, A] → for any number of queries s: [B, Q, S] their scores e: [B, Q, T_src]. */
  against(keys: TfTensor): (s: TfTensor) => TfTensor;
};

/** The weights of a score by their names in the attention's layer; the dot products have none. */
export type ScoreWeights = { readonly [name: string]: TfTensor };

/** What a decoder looks back at. h: [B, T_src, H]; keys: [B, T_src, A]. */
export type TfMemory = {
  readonly h: TfTensor;
  readonly keys: TfTensor;
  /** 1 where hⱼ is real and 0 where it is padding: [B, 1, T_src]. Left out where all are real. */
  readonly real?: TfTensor;
};

/** What was found. context: [B, Q, H], and the weights alpha: [B, Q, T_src]. */
export type TfAttended = { readonly context: TfTensor; readonly alpha: TfTensor };

/** Looks up queries s: [B, Q, S] in a memory. */
export type TfLook = (s: TfTensor) => TfAttended;

/** So far below any score that its exponential is 0. */
const NEVER = -1e9;

/**
 * The chapter's attention (ch. 9, "The Attention Mechanism") on TensorFlow.js. The batch is the first axis here, since every
 * row is a product of matrices of its own; any number Q of queries is asked at once.
 */
export class TfjsAttention {
  private readonly score: Score;

  constructor(
    private readonly tf: Tf,
    kind: Exclude<AttentionKind, "none">,
    weights: ScoreWeights,
  ) {
    this.score = openScore(tf, kind, weights);
  }

  /** Prepares the encoder's states, h: [T_src, B, H]; `lengths` says how many of each row are real, 0 … T_src. */
  remember(h: TfTensor, lengths?: ArrayLike<number>): TfMemory {
    const { tf } = this;
    const [T, B, H] = h.shape;
    const rows = tf.transpose(h, [1, 0, 2]);
    const keys = tf.reshape(this.score.keys(tf.reshape(rows, [B * T, H])), [B, T, -1]);
    if (!lengths) return { h: rows, keys };
    const real = Float32Array.from({ length: B * T }, (_, n) => Number(n % T < lengths[Math.floor(n / T)]));
    return { h: rows, keys, real: tf.tensor(real, [B, 1, T]) };
  }

  /** αₜ = softmax(eₜ) and cₜ = Σⱼ αₜⱼ hⱼ, for as many calls as one pass needs. */
  open({ h, keys, real }: TfMemory): TfLook {
    const score = this.score.against(keys);
    return (s) => {
      const e = score(s);
      const alpha = real ? this.softmaxOverReal(e, real) : this.tf.softmax(e);
      const context = this.tf.matMul(alpha, h);
      return { context, alpha };
    };
  }

  /** Padding is left out before the softmax, so the others still sum to 1. A row without any real position gets zeros. */
  private softmaxOverReal(e: TfTensor, real: TfTensor): TfTensor {
    const { add, mul, softmax, sub } = this.tf;
    return mul(softmax(add(e, mul(sub(1, real), NEVER))), real);
  }
}

/** The chapter's scores (ch. 9, "Two Scoring Functions"). */
function openScore(tf: Tf, kind: Exclude<AttentionKind, "none">, weights: ScoreWeights): Score {
  const dot = (keys: TfTensor) => (s: TfTensor) => tf.matMul(s, keys, false, true);
  switch (kind) {
    case "luong-dot": // sᵀ h
      return { keys: (h) => h, against: dot };
    case "luong-general": // sᵀ (W h)
      return { keys: linear(tf, weights["W.weight"]), against: dot };
    case "scaled-dot": // sᵀ (h / √d)
      return { keys: (h) => tf.div(h, Math.sqrt(h.shape[1])), against: dot };
    case "bahdanau": // vᵀ tanh(W₁ s + W₂ h)
      return additive(tf, weights);
  }
}

/** Each query meets each key: [B, Q, 1, A] + [B, 1, T_src, A]. */
function additive(tf: Tf, weights: ScoreWeights): Score {
  return {
    keys: linear(tf, weights["W2.weight"], weights["W2.bias"]),
    against: (keys) => {
      const [B, T, A] = keys.shape;
      const [W1, v] = [openLinear(tf, weights["W1.weight"], weights["W1.bias"]), openLinear(tf, weights["v.weight"])];
      return (s) => {
        const [, Q, S] = s.shape;
        const q = tf.reshape(W1(tf.reshape(s, [B * Q, S])), [B, Q, 1, A]);
        const u = tf.tanh(tf.add(q, tf.reshape(keys, [B, 1, T, A])));
        return tf.reshape(v(tf.reshape(u, [B * Q * T, A])), [B, Q, T]);
      };
    },
  };
}
