import type { Engine } from "./engine.js";

/** Softmax and cross-entropy of rows of logits, as addresses; see `Kernels.softmaxCrossEntropy`. */
export type CrossEntropyAddresses = {
  readonly dLogits: number;
  readonly logits: number;
  readonly targets: number;
  readonly V: number;
  readonly gradScale: number;
  /** Out, one a row, to be added up in the order of the rows whoever worked on them. */
  readonly losses: number;
};

/** Rows [from, to): losses, and dLogits = gradScale · (p − y). */
export function crossEntropyRows(engine: Engine, run: CrossEntropyAddresses, from: number, to: number): void {
  const { wasm, floats, integers } = engine;
  for (let n = from; n < to; n++) {
    const [target, row] = [integers[run.targets / 4 + n], 4 * n * run.V];
    if (target < 0) wasm.clear(run.dLogits + row, run.V);
    floats[run.losses / 4 + n] = target < 0 ? 0 : rowLoss(engine, run, row, target);
  }
}

/** −ln p[target] of the row at byte `row`. */
function rowLoss({ wasm, floats }: Engine, run: CrossEntropyAddresses, row: number, target: number): number {
  const { V, gradScale } = run;
  const [from, to] = [run.logits + row, run.dLogits + row];
  const max = wasm.max(from, V);
  const shifted = floats[from / 4 + target] - max; // read before `to`, which may be the same place, is written
  const sum = wasm.expShifted(to, from, V, max);
  wasm.scale(to, V, gradScale / sum);
  floats[to / 4 + target] -= gradScale; // p − y
  return Math.log(sum) - shifted;
}
