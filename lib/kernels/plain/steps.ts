import type { Vec } from "../../tensor/dtype.js";
import { matrix, transpose } from "../matrix.js";
import type { Run, RunGrads } from "../runs.js";
import { gemm } from "./gemm.js";

/** The time of step s. */
export const timeOf = (run: Run, s: number): number => (run.reverse ? run.T - 1 - s : s);

/** The slot of the state that time t starts from, and the one it leaves behind: see `runs.ts`. */
export const slotBefore = (run: Run, t: number): number => (run.reverse ? t + 1 : t);
export const slotAfter = (run: Run, t: number): number => (run.reverse ? t : t + 1);

/** Whether row b has a token at time t. */
export const isReal = ({ lengths }: Run, t: number, b: number): boolean => lengths === null || t < lengths[b];

/** The row's state stands still: it has ended, or, in reverse, it has not begun. */
export function carryOver(states: Vec, { B, H }: Run, from: number, to: number, b: number): void {
  const [source, target] = [(from * B + b) * H, (to * B + b) * H];
  for (let j = 0; j < H; j++) states[target + j] = states[source + j];
}

/** gates_t += h_prev W_hᵀ for all rows of the batch. */
export function addRecurrence({ B, H, Wh, gates, h }: Run, t: number, before: number): void {
  const width = Wh.length / H;
  const product = matrix(gates, B, width, t * B * width);
  gemm(product, matrix(h, B, H, before * B * H), transpose(matrix(Wh, width, H)), true);
}

/** dh_prev += dGates_t W_h. */
export function addRecurrenceBack({ B, H, Wh }: Run, { dhNext, dGates }: RunGrads, t: number): void {
  const width = Wh.length / H;
  gemm(matrix(dhNext, B, H), matrix(dGates, B, width, t * B * width), matrix(Wh, width, H), true);
}
