import { checkLengths } from "../layers/sequences.js";
import { ArgumentError, checkShape } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import { argmax } from "./decoding.js";

/** A named stretch of tokens: [start, end). */
export type Span = { readonly label: string; readonly start: number; readonly end: number };

/** Shares of the spans: found ones that are right, right ones that were found, and their harmonic mean. */
export type SpanScore = { readonly precision: number; readonly recall: number; readonly f1: number };

/** The likeliest tag of each real token, row by row: logits: [T, B, tags] of a tagger, lengths: [B] → B × lengths[b] tags. */
export function argmaxTags<Tag extends string>(
  logits: Tensor,
  lengths: ArrayLike<number>,
  tags: readonly Tag[],
): Tag[][] {
  const [T, B] = logits.shape;
  checkShape("argmaxTags", "logits", "[T, B, tags]", [T, lengths.length, tags.length], logits);
  checkLengths("argmaxTags", T, B, lengths, 0);
  const rows = logits.reshape([T * B, tags.length]);
  return Array.from(lengths, (length, b) => Array.from({ length }, (_, t) => tags[argmax(rows.row(t * B + b))]));
}

/**
 * The spans of a BIO tag sequence (ch. 9, "Bidirectional RNNs": "9 NER tags (BIO scheme)"): B-X begins a span, I-X goes on
 * with it, O is outside. A stray I-X, after O or after another label, begins a span of its own, as CoNLL's scorer has it.
 */
export function bioSpans(tags: readonly string[]): Span[] {
  const spans: Span[] = [];
  let [inside, start] = ["", 0]; // the label of the open span, if there is one
  for (const [at, tag] of [...tags, "O"].entries()) {
    const { prefix, label } = parseTag(tag, at);
    if (prefix === "I" && label === inside) continue;
    if (inside !== "") spans.push({ label: inside, start, end: at });
    [inside, start] = [label, at];
  }
  return spans;
}

/**
 * Precision, recall and F1 over whole spans of all sentences together: a span counts only when label, start and end are all
 * right. Each is 1 where there was nothing to find and nothing was found, and 0 where it would be 0/0 otherwise.
 */
export function spanF1(predicted: readonly (readonly string[])[], gold: readonly (readonly string[])[]): SpanScore {
  if (predicted.length !== gold.length) {
    throw new ArgumentError(`spanF1: predicted must hold ${gold.length} sentences like gold, got ${predicted.length}`);
  }
  let [found, wanted, right] = [0, 0, 0];
  for (const [i, tags] of gold.entries()) {
    if (predicted[i].length !== tags.length) {
      throw new ArgumentError(
        `spanF1: predicted[${i}] must hold ${tags.length} tags like gold, got ${predicted[i].length}`,
      );
    }
    const key = ({ label, start, end }: Span): string => `${start} ${end} ${label}`;
    const [ours, theirs] = [bioSpans(predicted[i]).map(key), new Set(bioSpans(tags).map(key))];
    found += ours.length;
    wanted += theirs.size;
    right += ours.filter((span) => theirs.has(span)).length;
  }
  if (found === 0 && wanted === 0) return { precision: 1, recall: 1, f1: 1 };
  const [precision, recall] = [found === 0 ? 0 : right / found, wanted === 0 ? 0 : right / wanted];
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

function parseTag(tag: string, at: number): { prefix: "B" | "I" | "O"; label: string } {
  if (tag === "O") return { prefix: "O", label: "" };
  const [prefix, label] = [tag.slice(0, 2), tag.slice(2)];
  if (label === "" || (prefix !== "B-" && prefix !== "I-")) {
    throw new ArgumentError(`bioSpans: tags[${at}] must be "O", "B-…" or "I-…", got ${JSON.stringify(tag)}`);
  }
  return { prefix: prefix === "B-" ? "B" : "I", label };
}
