import { type Matrix, matrix, sliceColumns, sliceRows, transpose } from "../matrix.js";
import type { GruGrads, GruRun } from "../runs.js";
import { sigmoid } from "../vectors.js";
import { gemm } from "./gemm.js";
import { carryOver, isReal, slotAfter, slotBefore, timeOf } from "./steps.js";

/** The gates of time t as two matrices: r with z [B, 2H], and n [B, H], which has to wait for r. */
function gateBlocks(gates: GruRun["gates"], { B, H }: GruRun, t: number): { rz: Matrix; n: Matrix } {
  const all = matrix(gates, B, 3 * H, t * B * 3 * H);
  return { rz: sliceColumns(all, 0, 2 * H), n: sliceColumns(all, 2 * H, H) };
}

function weightBlocks({ Wh, H }: GruRun): { rz: Matrix; n: Matrix } {
  const all = matrix(Wh, 3 * H, H);
  return { rz: sliceRows(all, 0, 2 * H), n: sliceRows(all, 2 * H, H) };
}

/** The chapter's form (ch. 9, "Two Gates: Reset and Update"): the reset gate scales hPrev, before the product; z lets the new state in. */
export function chapterGruForward(run: GruRun, from: number, to: number): void {
  const { B, H, h, hidden } = run;
  const W = weightBlocks(run);
  for (let s = from; s < to; s++) {
    const t = timeOf(run, s);
    const [before, after] = [slotBefore(run, t), slotAfter(run, t)];
    const gates = gateBlocks(run.gates, run, t);
    gemm(gates.rz, matrix(h, B, H, before * B * H), transpose(W.rz), true);
    for (let b = 0; b < B; b++) resetRow(run, t, before, b);
    gemm(gates.n, matrix(hidden, B, H, t * B * H), transpose(W.n), true);
    for (let b = 0; b < B; b++) {
      if (isReal(run, t, b)) mixRow(run, t, before, after, b);
      else carryOver(h, run, before, after, b);
    }
  }
}

/** r, z = σ(…), hidden = r ⊙ hPrev. */
function resetRow({ B, H, gates, hidden, h }: GruRun, t: number, before: number, b: number): void {
  const [row, at, prev] = [(t * B + b) * H, (t * B + b) * 3 * H, (before * B + b) * H];
  for (let j = 0; j < 2 * H; j++) gates[at + j] = sigmoid(gates[at + j]);
  for (let j = 0; j < H; j++) hidden[row + j] = gates[at + j] * h[prev + j];
}

/** n = tanh(…), h = (1 − z) hPrev + z n. */
function mixRow({ B, H, gates, h }: GruRun, t: number, before: number, after: number, b: number): void {
  const [at, prev, next] = [(t * B + b) * 3 * H, (before * B + b) * H, (after * B + b) * H];
  for (let j = 0; j < H; j++) {
    const z = gates[at + H + j];
    const n = Math.tanh(gates[at + 2 * H + j]);
    gates[at + 2 * H + j] = n;
    h[next + j] = (1 - z) * h[prev + j] + z * n;
  }
}

/** The same steps back, in the opposite order: the mix, the candidate's product, the reset, the gates' product. */
export function chapterGruBackward(run: GruRun, grads: GruGrads, from: number, to: number): void {
  const { B, H } = run;
  const W = weightBlocks(run);
  for (let s = to - 1; s >= from; s--) {
    const t = timeOf(run, s);
    const dGates = gateBlocks(grads.dGates, run, t);
    for (let b = 0; b < B; b++) {
      if (isReal(run, t, b)) mixRowBackward(run, grads, t, b);
      else grads.dGates.fill(0, (t * B + b) * 3 * H, (t * B + b + 1) * 3 * H);
    }
    gemm(matrix(grads.dHidden, B, H, t * B * H), dGates.n, W.n, false);
    for (let b = 0; b < B; b++) resetRowBackward(run, grads, t, b);
    gemm(matrix(grads.dhNext, B, H), dGates.rz, W.rz, true);
  }
}

function mixRowBackward(run: GruRun, { dh, dhNext, dGates }: GruGrads, t: number, b: number): void {
  const { B, H, gates, h } = run;
  const [out, at, next, prev] = [(t * B + b) * H, (t * B + b) * 3 * H, b * H, (slotBefore(run, t) * B + b) * H];
  for (let j = 0; j < H; j++) {
    const z = gates[at + H + j];
    const n = gates[at + 2 * H + j];
    const dhj = dh[out + j] + dhNext[next + j];
    dGates[at + H + j] = dhj * (n - h[prev + j]) * z * (1 - z);
    dGates[at + 2 * H + j] = dhj * z * (1 - n * n);
    dhNext[next + j] = dhj * (1 - z);
  }
}

/** hidden = r ⊙ hPrev: its gradient goes to both. At padding it is zero, because dGates is. */
function resetRowBackward(run: GruRun, { dhNext, dGates, dHidden }: GruGrads, t: number, b: number): void {
  const { B, H, gates, h } = run;
  const [row, at, next, prev] = [(t * B + b) * H, (t * B + b) * 3 * H, b * H, (slotBefore(run, t) * B + b) * H];
  for (let j = 0; j < H; j++) {
    const r = gates[at + j];
    dGates[at + j] = dHidden[row + j] * h[prev + j] * r * (1 - r);
    dhNext[next + j] += dHidden[row + j] * r;
  }
}
