import { ArgumentError, checkIds, checkInteger } from "../tensor/errors.js";

/** The next k steps of B parallel rows: ids [k, B], time-major, each target the token that follows its input. */
export type StreamChunk = {
  readonly T: number;
  readonly B: number;
  readonly inputs: Int32Array;
  /** −1 where a document has ended and nothing follows: cross-entropy leaves those out. */
  readonly targets: Int32Array;
  /** Row b begins a new document with this chunk: its carried state must be set to zero first. */
  readonly starts: readonly boolean[];
};

/**
 * Documents as streams for truncated backpropagation through time (ch. 9, "Truncated Backpropagation Through Time"):
 * B rows read documents in parallel, `steps` tokens at a time. A chunk goes on exactly where the last one stopped.
 * A row that ends its document takes the next one at the next chunk; the stream ends when no row has anything to say.
 */
export function documentChunks(
  documents: readonly (readonly number[])[],
  { rows, steps }: { rows: number; steps: number },
): StreamChunk[] {
  checkInteger("documentChunks", "rows", rows);
  checkInteger("documentChunks", "steps", steps);
  for (const [d, document] of documents.entries()) {
    checkIds("documentChunks", `documents[${d}]`, document);
    if (document.length >= 2) continue;
    throw new ArgumentError(`documentChunks: documents[${d}] must hold at least 2 tokens, got ${document.length}`);
  }
  const waiting = [...documents];
  const reading = Array.from({ length: rows }, () => ({ document: [] as readonly number[], at: 0 }));
  const chunks: StreamChunk[] = [];
  for (;;) {
    const starts = reading.map((row) => {
      if (row.at + 1 < row.document.length) return false;
      row.document = waiting.shift() ?? [];
      row.at = 0;
      return row.document.length > 0;
    });
    if (reading.every(({ document }) => document.length === 0)) return chunks;
    chunks.push({ ...readChunk(reading, steps), starts });
  }
}

/** One text as `rows` documents of equal length, so that every row is busy to the end; a rest of less than a row is left out. */
export function splitIntoRows(ids: readonly number[], rows: number): number[][] {
  checkInteger("splitIntoRows", "rows", rows);
  const length = Math.floor(ids.length / rows);
  if (length < 2) {
    throw new ArgumentError(`splitIntoRows: ids must hold at least 2 for each of ${rows} rows, got ${ids.length}`);
  }
  return Array.from({ length: rows }, (_, b) => ids.slice(b * length, (b + 1) * length));
}

type Reader = { document: readonly number[]; at: number };

/** Reads `steps` tokens a row and moves the readers on. */
function readChunk(reading: readonly Reader[], T: number): Omit<StreamChunk, "starts"> {
  const B = reading.length;
  const [inputs, targets] = [new Int32Array(T * B), new Int32Array(T * B).fill(-1)];
  for (const [b, row] of reading.entries()) {
    for (let t = 0; t < T && row.at + 1 < row.document.length; t++, row.at++) {
      inputs[t * B + b] = row.document[row.at];
      targets[t * B + b] = row.document[row.at + 1];
    }
  }
  return { T, B, inputs, targets };
}
