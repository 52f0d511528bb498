import { matrix, transpose } from "../matrix.js";
import type { GruGrads, GruRun } from "../runs.js";
import { sigmoid } from "../vectors.js";
import { addBias, gemm } from "./gemm.js";
import { chapterGruBackward, chapterGruForward } from "./gru-chapter.js";
import { carryOver, isReal, slotAfter, slotBefore, timeOf } from "./steps.js";

/** Steps [from, to) of a GRU in the run's form. */
export function gruForward(run: GruRun, from: number, to: number): void {
  if (run.form === "torch") torchForward(run, from, to);
  else chapterGruForward(run, from, to);
}

/** The same steps back. */
export function gruBackward(run: GruRun, grads: GruGrads, from: number, to: number): void {
  if (run.form === "torch") torchBackward(run, grads, from, to);
  else chapterGruBackward(run, grads, from, to);
}

/** PyTorch's form: the reset gate scales W_hn h + b_hn, the product; z keeps the old state. */
function torchForward(run: GruRun, from: number, to: number): void {
  const { B, H, Wh, bh, h, hidden } = run;
  for (let s = from; s < to; s++) {
    const t = timeOf(run, s);
    const [before, after] = [slotBefore(run, t), slotAfter(run, t)];
    const product = matrix(hidden, B, 3 * H, t * B * 3 * H);
    gemm(product, matrix(h, B, H, before * B * H), transpose(matrix(Wh, 3 * H, H)), false);
    addBias(product, bh);
    for (let b = 0; b < B; b++) {
      if (isReal(run, t, b)) rowForward(run, t, before, after, b);
      else carryOver(h, run, before, after, b);
    }
  }
}

function rowForward({ B, H, gates, hidden, h }: GruRun, t: number, before: number, after: number, b: number): void {
  const [at, prev, next] = [(t * B + b) * 3 * H, (before * B + b) * H, (after * B + b) * H];
  for (let j = 0; j < H; j++) {
    const r = sigmoid(gates[at + j] + hidden[at + j]);
    const z = sigmoid(gates[at + H + j] + hidden[at + H + j]);
    const n = Math.tanh(gates[at + 2 * H + j] + r * hidden[at + 2 * H + j]);
    gates[at + j] = r;
    gates[at + H + j] = z;
    gates[at + 2 * H + j] = n;
    h[next + j] = (1 - z) * n + z * h[prev + j];
  }
}

function torchBackward(run: GruRun, grads: GruGrads, from: number, to: number): void {
  const { B, H, Wh } = run;
  const { dhNext, dGates, dHidden } = grads;
  for (let s = to - 1; s >= from; s--) {
    const t = timeOf(run, s);
    for (let b = 0; b < B; b++) {
      const at = (t * B + b) * 3 * H;
      if (isReal(run, t, b)) {
        rowBackward(run, grads, t, b);
      } else {
        dGates.fill(0, at, at + 3 * H);
        dHidden.fill(0, at, at + 3 * H);
      }
    }
    gemm(matrix(dhNext, B, H), matrix(dHidden, B, 3 * H, t * B * 3 * H), matrix(Wh, 3 * H, H), true);
  }
}

function rowBackward(run: GruRun, { dh, dhNext, dGates, dHidden }: GruGrads, t: number, b: number): void {
  const { B, H, gates, hidden, h } = run;
  const [out, at, next, prev] = [(t * B + b) * H, (t * B + b) * 3 * H, b * H, (slotBefore(run, t) * B + b) * H];
  for (let j = 0; j < H; j++) {
    const r = gates[at + j];
    const z = gates[at + H + j];
    const n = gates[at + 2 * H + j];
    const dhj = dh[out + j] + dhNext[next + j];
    const dn = dhj * (1 - z) * (1 - n * n);
    const dr = dn * hidden[at + 2 * H + j] * r * (1 - r);
    const dz = dhj * (h[prev + j] - n) * z * (1 - z);
    dGates[at + j] = dHidden[at + j] = dr;
    dGates[at + H + j] = dHidden[at + H + j] = dz;
    dGates[at + 2 * H + j] = dn;
    dHidden[at + 2 * H + j] = dn * r; // only here do the two sides differ
    dhNext[next + j] = dhj * z; // dHidden W_h is added for the whole batch
  }
}
