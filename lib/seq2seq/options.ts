import type { DType } from "../tensor/dtype.js";

/** How the decoder looks at the encoder's states (ch. 9, "Two Scoring Functions"). */
export type AttentionKind = "none" | "bahdanau" | "luong-dot" | "luong-general" | "scaled-dot";

/**
 * What makes an encoder–decoder. E: embeddingSize, H: hiddenSize. Parameters are named as PyTorch would name the
 * chapter's classes:
 *
 *     encoder.embed.weight [V_src, E]
 *     encoder.lstm.…       nn.LSTM(E, H), or encoder.gru.…; bidirectional: H/2 units each way, both ways side by side
 *     decoder.embed.weight [V_tgt, E]
 *     decoder.lstm.…       nn.LSTM(E, H); with Bahdanau's attention nn.LSTM(E + H, H), since it reads [embed; c]
 *     decoder.attention.…  bahdanau: W1.weight [H, H], W1.bias, W2.weight [H, H], W2.bias, v.weight [1, H];
 *                          luong-general: W.weight [H, H] as in sᵀ W h; the dot products have none
 *     decoder.combine.weight [H, 2H]  Luong and scaled dot-product: s̃ = tanh(W_c [c; s]), no bias
 *     decoder.proj.weight [V_tgt, H], decoder.proj.bias   logits from s (none, bahdanau) or from s̃
 *
 * Bahdanau's context comes from s_{t−1} and enters the recurrence; Luong's comes from sₜ and enters the output.
 */
export type Seq2SeqOptions = {
  readonly srcVocabSize: number;
  readonly tgtVocabSize: number;
  readonly embeddingSize?: number;
  readonly hiddenSize?: number;
  readonly cell?: "lstm" | "gru";
  readonly attention?: AttentionKind;
  /** The encoder reads both ways. */
  readonly bidirectional?: boolean;
  readonly seed?: number;
  readonly dtype?: DType;
};
