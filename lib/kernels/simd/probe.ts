import { Rng } from "../../tensor/rng.js";
import type { Kernels } from "../kernels.js";
import { matrix } from "../matrix.js";
import { type Engine, FREE } from "./engine.js";

/** Long enough for the engine to replace its quick first translation by the good one. */
const WARM_UP_MS = 6;

/** The candidate that multiplies fastest, on one tile's panel that fits the first cache. */
export function fastest<Candidate extends { readonly engine: Engine }>(candidates: readonly Candidate[]): Candidate {
  const rates = candidates.map(({ engine }) => rate(engine));
  return candidates[rates.indexOf(Math.max(...rates))];
}

/** Multiplications per millisecond of a small product, at its best. */
function rate({ wasm, shape }: Engine): number {
  const [K, tiles] = [128, 8];
  const [b, c] = [FREE + 4 * 4 * K * tiles, FREE + 2 ** 16];
  const once = (): number => {
    const start = performance.now();
    for (let i = 0; i < 20; i++) wasm.multiplyBlock(FREE, b, c, 4 * shape.columns, K, 4 * tiles, shape.columns, 0, c);
    return performance.now() - start;
  };
  let best = Number.POSITIVE_INFINITY;
  for (const start = performance.now(); performance.now() - start < WARM_UP_MS; ) best = Math.min(best, once());
  return shape.columns / best;
}

/** Whether a product with edges on every side comes out as the plain kernels have it. */
export function agreesWithPlain(kernels: Kernels, plain: Kernels): boolean {
  const [M, K, N] = [7, 300, 37];
  const rng = new Rng(0);
  const draw = (size: number) => Float32Array.from({ length: size }, () => rng.normal());
  const [a, b, c] = [draw(M * K), draw(K * N), draw(M * N)];
  const expected = c.slice();
  kernels.gemm(matrix(c, M, N), matrix(a, M, K), matrix(b, K, N), true);
  plain.gemm(matrix(expected, M, N), matrix(a, M, K), matrix(b, K, N), true);
  return c.every((value, i) => Math.abs(value - expected[i]) <= 1e-5 * Math.sqrt(K));
}
