import type { Kernels } from "../kernels.js";
import { matrix } from "../matrix.js";
import { type Engine, FREE } from "./engine.js";

/** Long enough for the engine to replace its quick first translations by the good ones, even on a busy machine. */
const WARM_UP_MS = 12;
const TURNS = 100;

/**
 * The candidate that multiplies fastest, on one tile's panel that fits the first cache. They take turns, and each one's
 * best turn counts, so that a neighbour who takes the processor for a moment does not decide.
 */
export function fastest<Candidate extends { readonly engine: Engine }>(candidates: readonly Candidate[]): Candidate {
  if (candidates.length === 1) return candidates[0];
  const best = candidates.map(() => Number.POSITIVE_INFINITY);
  const start = performance.now();
  for (let turn = 0; turn < TURNS || performance.now() - start < WARM_UP_MS; turn++) {
    for (const [i, { engine }] of candidates.entries()) best[i] = Math.min(best[i], timeOf(engine));
  }
  return candidates[best.indexOf(Math.min(...best))];
}

/** Milliseconds for so many columns of a small product. */
function timeOf({ wasm, shape }: Engine): number {
  const [K, rows] = [128, 24];
  const [b, c] = [FREE + 4 * K * rows, FREE + 2 ** 16];
  const start = performance.now();
  for (let i = 0; i < 20; i++) wasm.multiplyBlock(FREE, b, c, 4 * shape.columns, K, rows, shape.columns, 0, c);
  return (performance.now() - start) / shape.columns;
}

/** Whether a product with edges on every side comes out as the plain kernels have it. */
export function agreesWithPlain(kernels: Kernels, plain: Kernels): boolean {
  const [M, K, N] = [7, 300, 37];
  const fill = (size: number, pace: number) => new Float32Array(size).map((_, i) => Math.sin(pace * i)); // faster than an Rng
  const [a, b, c] = [fill(M * K, 1), fill(K * N, 2), fill(M * N, 3)];
  const expected = c.slice();
  kernels.gemm(matrix(c, M, N), matrix(a, M, K), matrix(b, K, N), true);
  plain.gemm(matrix(expected, M, N), matrix(a, M, K), matrix(b, K, N), true);
  return c.every((value, i) => Math.abs(value - expected[i]) <= 1e-5 * Math.sqrt(K));
}
