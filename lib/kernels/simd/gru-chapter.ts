import type { Operand } from "./gemm.js";
import {
  addTimes,
  addTimesTransposed,
  after,
  type Backward,
  type Block,
  before,
  type Forward,
  isReal,
  type RunAddresses,
  rowAt,
  rows,
  timeOf,
} from "./recurrence.js";

/*
 * The chapter's GRU on rows [from, to) of the batch: the step loops of `plain/gru-chapter.ts`, on addresses in bytes. Each
 * step has two products: that of the gates' rows of W_h, and that of the candidate's, which has to wait for r.
 */

const gateRows = ({ H, Wh, packed }: RunAddresses): Block => ({ Wh, rows: 2 * H, packed });
const candidateRows = ({ H, Wh, packedN }: RunAddresses): Block => ({
  Wh: Wh + 4 * 2 * H * H,
  rows: H,
  packed: packedN,
});

/** The columns of n in rows [B, 3H] of time t. */
function candidates(array: number, run: RunAddresses, t: number): Operand {
  const all = rows(array, run, t, run.width);
  return { ...all, address: all.address + 4 * 2 * run.H };
}

export const chapterGruForward: Forward = (engine, run, steps, share) => {
  const { wasm } = engine;
  const { H, width, gates, h, extra: hidden } = run;
  for (let s = steps[0]; s < steps[1]; s++) {
    const t = timeOf(run, s);
    const [from, to] = [before(run, t), after(run, t)];
    addTimesTransposed(engine, run, rows(gates, run, t, width), rows(h, run, from, H), gateRows(run), true, share);
    for (let b = share.from; b < share.to; b++) {
      wasm.chapterResetRow(rowAt(gates, run, t, b, width), rowAt(h, run, from, b, H), rowAt(hidden, run, t, b, H), H);
    }
    const n = candidates(gates, run, t);
    addTimesTransposed(engine, run, n, rows(hidden, run, t, H), candidateRows(run), true, share);
    for (let b = share.from; b < share.to; b++) {
      const [prev, next] = [rowAt(h, run, from, b, H), rowAt(h, run, to, b, H)];
      if (isReal(engine, run, t, b)) wasm.chapterMixRow(rowAt(gates, run, t, b, width), prev, next, H);
      else wasm.move(next, prev, 4 * H);
    }
  }
};

export const chapterGruBackward: Backward = (engine, run, { dh, dhNext, dGates, dHidden }, steps, share) => {
  const { wasm } = engine;
  const { H, width, gates, h } = run;
  const dState = rows(dhNext, run, 0, H);
  for (let s = steps[1] - 1; s >= steps[0]; s--) {
    const t = timeOf(run, s);
    const from = before(run, t);
    const gradients = rows(dGates, run, t, width);
    for (let b = share.from; b < share.to; b++) {
      const [gate, dGate] = [rowAt(gates, run, t, b, width), rowAt(dGates, run, t, b, width)];
      const [prev, out, next] = [rowAt(h, run, from, b, H), rowAt(dh, run, t, b, H), dhNext + 4 * b * H];
      if (isReal(engine, run, t, b)) wasm.chapterMixBackRow(gate, prev, out, next, dGate, H);
      else wasm.clear(dGate, width);
    }
    addTimes(engine, run, rows(dHidden, run, t, H), candidates(dGates, run, t), candidateRows(run), false, share);
    for (let b = share.from; b < share.to; b++) {
      const [gate, dGate] = [rowAt(gates, run, t, b, width), rowAt(dGates, run, t, b, width)];
      const [prev, dHid] = [rowAt(h, run, from, b, H), rowAt(dHidden, run, t, b, H)];
      wasm.chapterResetBackRow(gate, prev, dHid, dhNext + 4 * b * H, dGate, H);
    }
    addTimes(engine, run, dState, gradients, gateRows(run), true, share);
  }
};
