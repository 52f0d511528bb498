import { ArgumentError, checkIndex, checkInteger } from "../tensor/errors.js";

/** Token ids side by side, [T, B] in time-major order (`ids[t * B + b]`), as `padSequences` makes them. */
export type TokenBatch = {
  readonly T: number;
  readonly B: number;
  readonly ids: ArrayLike<number>;
  /** Real tokens of each row; all T when left out. */
  readonly lengths?: ArrayLike<number>;
};

/** What a decoder reads, and what it should answer. */
export type TeacherForced = {
  /** start y₁ … yₙ, then padding. */
  readonly inputs: TokenBatch & { readonly ids: Int32Array };
  /** y₁ … yₙ end, then −1, which cross-entropy leaves out: [T, B]. */
  readonly targets: Int32Array;
};

/**
 * Teacher forcing (ch. 9, "The Encoder-Decoder Architecture"): the decoder reads the true previous token, so inputs are the
 * targets moved on by one. `sequences` hold neither start nor end.
 */
export function teacherForcing(
  sequences: readonly (readonly number[])[],
  { start, end }: { readonly start: number; readonly end: number },
): TeacherForced {
  if (sequences.length === 0) throw new ArgumentError("teacherForcing: sequences must hold at least one, got none");
  checkInteger("teacherForcing", "start", start, 0);
  checkInteger("teacherForcing", "end", end, 0);
  const B = sequences.length;
  const T = 1 + sequences.reduce((longest, { length }) => Math.max(longest, length), 0);
  const ids = new Int32Array(T * B).fill(end);
  const targets = new Int32Array(T * B).fill(-1);
  for (const [b, sequence] of sequences.entries()) {
    ids[b] = start;
    targets[sequence.length * B + b] = end;
    for (const [t, id] of sequence.entries()) {
      checkInteger("teacherForcing", `sequences[${b}][${t}]`, id, 0);
      ids[(t + 1) * B + b] = id;
      targets[t * B + b] = id;
    }
  }
  return { inputs: { T, B, ids, lengths: sequences.map(({ length }) => length + 1) }, targets };
}

/** Refuses ids that do not fill [T, B] or are not in the vocabulary. */
export function checkTokens(where: string, vocabSize: number, { T, B, ids }: TokenBatch): void {
  checkInteger(where, "T", T);
  checkInteger(where, "B", B);
  if (ids.length !== T * B)
    throw new ArgumentError(`${where}: ids must be [T, B] = [${T}, ${B}], got ${ids.length} ids`);
  for (let n = 0; n < ids.length; n++) checkIndex(where, `ids[${n}]`, vocabSize, ids[n]);
}
