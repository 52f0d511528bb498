import { type AttentionAddresses, attentionBackward, attentionForward } from "./attention.js";
import { crossEntropyRows } from "./cross-entropy.js";
import type { Engine } from "./engine.js";
import { GEMM_SCRATCH, multiplyRows, packPanels, panelsOf } from "./gemm.js";
import { chapterGruBackward, chapterGruForward } from "./gru-chapter.js";
import { roundUp } from "./heap.js";
import * as recurrence from "./recurrence.js";

/**
 * Work that threads share: each runs the same task with its own part number and does its own share.
 * Arguments are plain numbers, so that they can be handed over through the mailbox.
 */
export type Task = (engine: Engine, numbers: readonly number[], part: number, parts: number) => void;

/** The share of `count` items that falls to a part, in whole multiples of `unit`: [from, to). */
export function shareOf(count: number, unit: number, part: number, parts: number): [number, number] {
  const each = Math.ceil(count / unit / parts) * unit;
  return [Math.min(count, part * each), Math.min(count, (part + 1) * each)];
}

/** Rows are shared out in fours: a tile of fewer takes as long. */
export const ROW_UNIT = 4;

export const SCRATCH_PER_PART: number = roundUp(GEMM_SCRATCH);

/** B: address, rowBytes, columnBytes; packed address, K, N. */
const packB: Task = (engine, [from, rowBytes, columnBytes, address, K, N], part, parts) => {
  const [first, last] = shareOf(panelsOf(engine, N), 1, part, parts);
  packPanels(engine, { address: from, rowBytes, columnBytes }, { address, K, N }, first, last);
};

/** C: address, rowBytes; A: address, rowBytes, columnBytes; packed address, M, K, N, accumulate, scratch. */
const multiply: Task = (engine, numbers, part, parts) => {
  const [c, cRow, a, aRow, aColumn, address, M, K, N, accumulate, scratch] = numbers;
  const [from, to] = shareOf(M, ROW_UNIT, part, parts);
  const own = scratch + part * SCRATCH_PER_PART;
  const C = { address: c, rowBytes: cRow, columnBytes: 4 };
  const A = { address: a, rowBytes: aRow, columnBytes: aColumn };
  multiplyRows(engine, C, A, { address, K, N }, accumulate === 1, own, from, to);
};

/** A recurrence on the rows of a part: see `runNumbers` for the arguments. */
function forward(walk: recurrence.Forward): Task {
  return (engine, numbers, part, parts) => {
    const run = runOf(numbers);
    walk(engine, run, stepsOf(numbers), rowsOf(run, numbers, part, parts));
  };
}

function backward(walk: recurrence.Backward): Task {
  return (engine, numbers, part, parts) => {
    const run = runOf(numbers);
    const [dh, dhNext, dcNext, dGates, dHidden] = numbers.slice(16);
    const grads = { dh, dhNext, dcNext, dGates, dHidden };
    walk(engine, run, grads, stepsOf(numbers), rowsOf(run, numbers, part, parts));
  };
}

const runOf = (numbers: readonly number[]): recurrence.RunAddresses => {
  const [T, B, H, width, reverse, lengths, gates, h, extra, bias, Wh, packed, packedN] = numbers;
  return { T, B, H, width, reverse: reverse === 1, lengths, gates, h, extra, bias, Wh, packed, packedN };
};
const stepsOf = (numbers: readonly number[]): [number, number] => [numbers[13], numbers[14]];
const rowsOf = (run: recurrence.RunAddresses, numbers: readonly number[], part: number, parts: number) => {
  const [from, to] = shareOf(run.B, ROW_UNIT, part, parts);
  return { from, to, scratch: numbers[15] + part * SCRATCH_PER_PART };
};

/** Additive attention on the rows of a part: see `AttentionAddresses` for the order. */
function attention(work: typeof attentionForward): Task {
  return (engine, numbers, part, parts) => {
    const [T, B, A, H, lengths, v, keys, h, q, alpha, context, dContext, dq, dvRows, dKeys, dh, dAlpha] = numbers;
    const run = { T, B, A, H, lengths, v, keys, h, q, alpha, context, dContext, dq, dvRows, dKeys, dh, dAlpha };
    work(engine, run satisfies AttentionAddresses, ...shareOf(B, 1, part, parts));
  };
}

/** dLogits, logits, targets, N, V, gradScale, losses. */
const crossEntropy: Task = (engine, [dLogits, logits, targets, N, V, gradScale, losses], part, parts) => {
  const run = { dLogits, logits, targets, V, gradScale, losses };
  crossEntropyRows(engine, run, ...shareOf(N, 1, part, parts));
};

/** theta, g, m, v, n, then the eight numbers of an Adam step. */
const adam: Task = ({ wasm }, numbers, part, parts) => {
  const [theta, g, m, v, n, rate, vScale, beta1, rest1, beta2, rest2, epsilon, gradScale] = numbers;
  const [from, to] = shareOf(n, 16, part, parts);
  const [at, count] = [4 * from, to - from];
  const [a, b, c, d] = [theta + at, g + at, m + at, v + at];
  wasm.adam(a, b, c, d, count, rate, vScale, beta1, rest1, beta2, rest2, epsilon, gradScale);
};

/** A: address, rowBytes, rows, columns; bias: every row += bias. */
const addBias: Task = ({ wasm }, [address, rowBytes, rows, columns, bias], part, parts) => {
  const [from, to] = shareOf(rows, 1, part, parts);
  wasm.addRowsTo(bias, 0, address + from * rowBytes, rowBytes, to - from, columns);
};

/** A as above; out: += the sum of the rows, each part its own columns. */
const addColumnSums: Task = ({ wasm }, [address, rowBytes, rows, columns, out], part, parts) => {
  const [from, to] = shareOf(columns, 16, part, parts);
  wasm.addRowsTo(address + 4 * from, rowBytes, out + 4 * from, 0, rows, to - from);
};

export type TaskName =
  | "packB"
  | "multiply"
  | `${"rnn" | "lstm" | "gru" | "chapterGru"}${"Forward" | "Backward"}`
  | "attentionForward"
  | "attentionBackward"
  | "crossEntropy"
  | "adam"
  | "addBias"
  | "addColumnSums";

/** By name for the caller, by position for the mailbox. */
export const TASKS: Readonly<Record<TaskName, Task>> = {
  packB,
  multiply,
  rnnForward: forward(recurrence.rnnForward),
  lstmForward: forward(recurrence.lstmForward),
  gruForward: forward(recurrence.gruForward),
  rnnBackward: backward(recurrence.rnnBackward),
  lstmBackward: backward(recurrence.lstmBackward),
  gruBackward: backward(recurrence.gruBackward),
  chapterGruForward: forward(chapterGruForward),
  chapterGruBackward: backward(chapterGruBackward),
  attentionForward: attention(attentionForward),
  attentionBackward: attention(attentionBackward),
  crossEntropy,
  adam,
  addBias,
  addColumnSums,
};
