import type { AttentionKind } from "../seq2seq/decoder.js";
import { linear } from "./operations.js";
import type { Tf, TfTensor } from "./tf.js";

/** A score in the two parts that a decoder wants apart: what the source gives, once for all steps, and the comparison itself. */
type Score = {
  /** h: [N, H] → what the decoder's state is compared with: [N, A]. */
  keys(h: TfTensor): TfTensor;
  /** s: [B, Q, S], keys: [B, T_src, A] → e: [B, Q, T_src]. */
  compare(s: TfTensor, keys: TfTensor): TfTensor;
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

  /** αₜⱼ = softmax(eₜⱼ) and cₜ = Σⱼ αₜⱼ hⱼ. s: [B, Q, S]. */
  attend(s: TfTensor, { h, keys, real }: TfMemory): TfAttended {
    const e = this.score.compare(s, keys);
    const alpha = real ? this.softmaxOverReal(e, real) : this.tf.softmax(e);
    const context = this.tf.matMul(alpha, h);
    return { context, alpha };
  }

  /** Padding is left out before the softmax, so the others still sum to 1. A row without any real position gets zeros. */
  private softmaxOverReal(e: TfTensor, real: TfTensor): TfTensor {
    const { add, mul, softmax, sub } = this.tf;
    return mul(softmax(add(e, mul(sub(1, real), NEVER))), real);
  }
}

/** The chapter's scores (ch. 9, "Two Scoring Functions"). */
function openScore(tf: Tf, kind: Exclude<AttentionKind, "none">, weights: ScoreWeights): Score {
  const dot = (s: TfTensor, keys: TfTensor) => tf.matMul(s, keys, false, true);
  switch (kind) {
    case "luong-dot": // sᵀ h
      return { keys: (h) => h, compare: dot };
    case "luong-general": // sᵀ (W h)
      return { keys: linear(tf, weights["W.weight"]), compare: dot };
    case "scaled-dot": // sᵀ (h / √d)
      return { keys: (h) => tf.div(h, Math.sqrt(h.shape[1])), compare: dot };
    case "bahdanau": // vᵀ tanh(W₁ s + W₂ h)
      return additive(tf, weights);
  }
}

/** Each query meets each key: [B, Q, 1, A] + [B, 1, T_src, A]. */
function additive(tf: Tf, weights: ScoreWeights): Score {
  const [W1, W2] = ["W1", "W2"].map((W) => linear(tf, weights[`${W}.weight`], weights[`${W}.bias`]));
  const v = linear(tf, weights["v.weight"]);
  return {
    keys: W2,
    compare: (s, keys) => {
      const [[B, Q, S], [, T, A]] = [s.shape, keys.shape];
      const q = tf.reshape(W1(tf.reshape(s, [B * Q, S])), [B, Q, 1, A]);
      const u = tf.tanh(tf.add(q, tf.reshape(keys, [B, 1, T, A])));
      return tf.reshape(v(tf.reshape(u, [B * Q * T, A])), [B, Q, T]);
    },
  };
}
