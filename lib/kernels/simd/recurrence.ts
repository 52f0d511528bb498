import type { Engine } from "./engine.js";
import { multiplyRows, type Operand } from "./gemm.js";

/*
 * Recurrences on rows [from, to) of the batch: the step loops of `plain/`, on addresses in bytes.
 * Rows never meet within a recurrence, so each thread walks through all of time with rows of its own.
 */

/** A `Run` (see runs.ts) as addresses; `lengths` is 0 when every row is full. `width` is G·H. */
export type RunAddresses = {
  readonly T: number;
  readonly B: number;
  readonly H: number;
  readonly width: number;
  readonly reverse: boolean;
  readonly lengths: number;
  readonly gates: number;
  readonly h: number;
  /** LSTM: the cell states. GRU: `hidden`. */
  readonly extra: number;
  /** GRU: b_hh. */
  readonly bias: number;
  readonly Wh: number;
  /** W_h, packed: transposed for the way forward. 0 for a batch of one and a few steps, which packing would not pay for. */
  readonly packed: number;
  /** The chapter's GRU: the candidate's rows of W_h, packed likewise; `packed` holds those of the gates. */
  readonly packedN: number;
};

/** Rows of W_h that meet the same input: where they lie, how many they are, and where they lie packed. */
export type Block = { readonly Wh: number; readonly rows: number; readonly packed: number };

/** A run's gradients as addresses; unused ones are 0. */
export type GradAddresses = {
  readonly dh: number;
  readonly dhNext: number;
  readonly dcNext: number;
  readonly dGates: number;
  readonly dHidden: number;
};

/** Which rows, and the scratch of the thread that works on them. */
export type Share = { readonly from: number; readonly to: number; readonly scratch: number };

/** Steps [from, to) of a cell, forward or back. */
type Steps = readonly [number, number];
export type Forward = (engine: Engine, run: RunAddresses, steps: Steps, share: Share) => void;
export type Backward = (engine: Engine, run: RunAddresses, grads: GradAddresses, steps: Steps, share: Share) => void;

export const timeOf = (run: RunAddresses, s: number): number => (run.reverse ? run.T - 1 - s : s);
export const before = (run: RunAddresses, t: number): number => (run.reverse ? t + 1 : t);
export const after = (run: RunAddresses, t: number): number => (run.reverse ? t : t + 1);
export const isReal = ({ integers }: Engine, { lengths }: RunAddresses, t: number, b: number): boolean =>
  lengths === 0 || t < integers[lengths / 4 + b];

/** The address of row b at time (or slot) t of [T, B, width] numbers. */
export const rowAt = (array: number, { B }: RunAddresses, t: number, b: number, width: number): number =>
  array + 4 * (t * B + b) * width;

/** All rows at time t of such an array. */
export const rows = (array: number, run: RunAddresses, t: number, width: number): Operand => ({
  address: rowAt(array, run, t, 0, width),
  rowBytes: 4 * width,
  columnBytes: 4,
});

/** target (+)= source times a block of W_h, transposed: [B, H] → [B, block]. */
export function addTimesTransposed(
  engine: Engine,
  { H }: RunAddresses,
  target: Operand,
  source: Operand,
  block: Block,
  add: boolean,
  share: Share,
): void {
  if (block.packed) {
    const W = { address: block.packed, K: H, N: block.rows };
    multiplyRows(engine, target, source, W, add, share.scratch, share.from, share.to);
  } else {
    if (!add) engine.wasm.clear(target.address, block.rows);
    engine.wasm.addRowTimesTransposed(target.address, source.address, block.Wh, 4 * H, H, block.rows);
  }
}

/** target (+)= source times a block of W_h: [B, block] → [B, H]. */
export function addTimes(
  engine: Engine,
  { H }: RunAddresses,
  target: Operand,
  source: Operand,
  block: Block,
  add: boolean,
  share: Share,
): void {
  if (block.packed) {
    const W = { address: block.packed, K: block.rows, N: H };
    multiplyRows(engine, target, source, W, add, share.scratch, share.from, share.to);
  } else {
    if (!add) engine.wasm.clear(target.address, H);
    engine.wasm.addRowTimes(target.address, source.address, block.Wh, 4 * H, block.rows, H);
  }
}

const allRows = ({ Wh, width, packed }: RunAddresses): Block => ({ Wh, rows: width, packed });

/** Steps [from, to) forward: the recurrent product into `target`, then `step` on each row that has a token. */
function walk(
  engine: Engine,
  run: RunAddresses,
  steps: Steps,
  share: Share,
  product: { readonly target: number; readonly add: boolean },
  states: readonly number[],
  step: (t: number, b: number, prev: number, next: number) => void,
): void {
  for (let s = steps[0]; s < steps[1]; s++) {
    const t = timeOf(run, s);
    const [target, hPrev] = [rows(product.target, run, t, run.width), rows(run.h, run, before(run, t), run.H)];
    addTimesTransposed(engine, run, target, hPrev, allRows(run), product.add, share);
    for (let b = share.from; b < share.to; b++) {
      const prev = rowAt(0, run, before(run, t), b, run.H);
      const next = rowAt(0, run, after(run, t), b, run.H);
      if (isReal(engine, run, t, b)) step(t, b, prev, next);
      else for (const state of states) engine.wasm.move(state + next, state + prev, 4 * run.H);
    }
  }
}

export const rnnForward: Forward = (engine, run, steps, share) => {
  const { H, gates, h } = run;
  walk(engine, run, steps, share, { target: gates, add: true }, [h], (t, b, _, next) => {
    engine.wasm.rnnForwardRow(rowAt(gates, run, t, b, H), h + next, H);
  });
};

export const lstmForward: Forward = (engine, run, steps, share) => {
  const { H, width, gates, h, extra: c } = run;
  walk(engine, run, steps, share, { target: gates, add: true }, [h, c], (t, b, prev, next) => {
    engine.wasm.lstmForwardRow(rowAt(gates, run, t, b, width), c + prev, c + next, h + next, H);
  });
};

/** PyTorch's form: the product W_h h stays apart from the input's part, with its own bias. */
export const gruForward: Forward = (engine, run, steps, share) => {
  const { H, width, gates, h, extra: hidden, bias } = run;
  walk(engine, run, steps, share, { target: hidden, add: false }, [h], (t, b, prev, next) => {
    const row = rowAt(hidden, run, t, b, width);
    engine.wasm.addTo(bias, row, width);
    engine.wasm.gruForwardRow(rowAt(gates, run, t, b, width), row, h + prev, h + next, H);
  });
};

/** Steps [from, to) backward: `step` on each row that has a token, then the product back through W_h. */
function walkBack(
  engine: Engine,
  run: RunAddresses,
  { dhNext }: GradAddresses,
  steps: Steps,
  share: Share,
  gradients: readonly number[],
  step: (t: number, b: number) => void,
): void {
  for (let s = steps[1] - 1; s >= steps[0]; s--) {
    const t = timeOf(run, s);
    for (let b = share.from; b < share.to; b++) {
      if (isReal(engine, run, t, b)) step(t, b);
      else for (const gradient of gradients) engine.wasm.clear(rowAt(gradient, run, t, b, run.width), run.width);
    }
    const gradient = rows(gradients[gradients.length - 1], run, t, run.width);
    addTimes(engine, run, rows(dhNext, run, 0, run.H), gradient, allRows(run), true, share);
  }
}

export const rnnBackward: Backward = (engine, run, grads, steps, share) => {
  const { H, h } = run;
  const { dh, dhNext, dGates } = grads;
  walkBack(engine, run, grads, steps, share, [dGates], (t, b) => {
    const [state, out] = [rowAt(h, run, after(run, t), b, H), rowAt(dh, run, t, b, H)];
    engine.wasm.rnnBackwardRow(state, out, dhNext + 4 * b * H, rowAt(dGates, run, t, b, H), H);
  });
};

export const lstmBackward: Backward = (engine, run, grads, steps, share) => {
  const { H, width, gates, extra: c } = run;
  const { dh, dhNext, dcNext, dGates } = grads;
  walkBack(engine, run, grads, steps, share, [dGates], (t, b) => {
    const [cPrev, cNow] = [rowAt(c, run, before(run, t), b, H), rowAt(c, run, after(run, t), b, H)];
    const [gate, dGate] = [rowAt(gates, run, t, b, width), rowAt(dGates, run, t, b, width)];
    const [out, next] = [rowAt(dh, run, t, b, H), 4 * b * H];
    engine.wasm.lstmBackwardRow(gate, cPrev, cNow, out, dhNext + next, dcNext + next, dGate, H);
  });
};

export const gruBackward: Backward = (engine, run, grads, steps, share) => {
  const { H, width, gates, h, extra: hidden } = run;
  const { dh, dhNext, dGates, dHidden } = grads;
  walkBack(engine, run, grads, steps, share, [dGates, dHidden], (t, b) => {
    const [gate, hid] = [rowAt(gates, run, t, b, width), rowAt(hidden, run, t, b, width)];
    const [dGate, dHid] = [rowAt(dGates, run, t, b, width), rowAt(dHidden, run, t, b, width)];
    const [hPrev, out] = [rowAt(h, run, before(run, t), b, H), rowAt(dh, run, t, b, H)];
    engine.wasm.gruBackwardRow(gate, hid, hPrev, out, dhNext + 4 * b * H, dGate, dHid, H);
  });
};
