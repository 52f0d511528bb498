import type { Engine } from "./engine.js";
import { roundUp } from "./heap.js";

/** Softmax and cross-entropy of rows of logits, as addresses; see `Kernels.softmaxCrossEntropy`. */
export type CrossEntropyAddresses = {
  readonly dLogits: number;
  readonly logits: number;
  readonly targets: number;
  readonly V: number;
  readonly gradScale: number;
  /** Out, one a row, to be added up in the order of the rows whoever worked on them. */
  readonly losses: number;
  /** Room for one row. */
  readonly scratch: number;
};

/** Bytes of `scratch`. */
export const rowScratch = (V: number): number => roundUp(4 * V + 16);

/** Rows [from, to): losses, and dLogits = gradScale · (p − y). */
export function crossEntropyRows(engine: Engine, run: CrossEntropyAddresses, from: number, to: number): void {
  const { floats, integers } = engine;
  for (let n = from; n < to; n++) {
    const [target, row] = [integers[run.targets / 4 + n], 4 * n * run.V];
    if (target < 0) floats.fill(0, (run.dLogits + row) / 4, (run.dLogits + row) / 4 + run.V);
    floats[run.losses / 4 + n] = target < 0 ? 0 : rowLoss(engine, run, row, target);
  }
}

/** −ln p[target] of the row at byte `row`. Where rows do not come in fours, it is worked on in a copy that does. */
function rowLoss({ wasm, floats }: Engine, run: CrossEntropyAddresses, row: number, target: number): number {
  const { V, gradScale, scratch } = run;
  const [from, to] = [run.logits + row, run.dLogits + row];
  if (V % 4 === 0) return softmaxLoss(wasm, floats, from, to, target, V, gradScale);
  wasm.move(scratch, from, 4 * V);
  const fours = V + 4 - (V % 4);
  for (let j = V; j < fours; j++) floats[scratch / 4 + j] = Number.NEGATIVE_INFINITY;
  const loss = softmaxLoss(wasm, floats, scratch, scratch, target, fours, gradScale);
  wasm.move(to, scratch, 4 * V);
  return loss;
}

function softmaxLoss(
  wasm: Engine["wasm"],
  floats: Float32Array,
  from: number,
  to: number,
  target: number,
  n: number,
  gradScale: number,
): number {
  const max = wasm.max(from, n);
  const shifted = floats[from / 4 + target] - max; // read before `to`, which may be the same place, is written
  const sum = wasm.expShifted(to, from, n, max);
  wasm.scale(to, n, gradScale / sum);
  floats[to / 4 + target] -= gradScale; // p − y
  return Math.log(sum) - shifted;
}
