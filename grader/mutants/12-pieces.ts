import { type Params, Tensor, type Vec } from "unrolled";
import type { Answers } from "../checks/exercise.js";
import { transposedTimes } from "../checks/linear.js";

/*
 * The solution cut into the places where people go wrong; a mutant replaces one piece.
 */

type Numbers = Float64Array;

export type Pieces = {
  /** Entry [i, j] of one step's Jacobian. */
  readonly entry: (W: Tensor, h: Vec, i: number, j: number) => number;
  /** The steps in the order in which the gradient passes them. */
  readonly order: (jacobians: readonly Tensor[]) => readonly Tensor[];
  /** What becomes of g in one step. */
  readonly back: (J: Tensor, g: Numbers) => Numbers;
  /** A vector's size. */
  readonly size: (g: Numbers) => number;
  /** Its logarithm. */
  readonly log: (size: number) => number;
  /** What is taken out of g after a step, and what is added for it to all later logarithms. */
  readonly rescale: (size: number) => { readonly by: number; readonly kept: number };
  /** The list as it is returned. */
  readonly finish: (norms: number[]) => unknown;
  readonly clip: (grads: Params, maxNorm: number) => unknown;
};

export type Mistake = readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>];

/** Σₖ w(k) g[k]. */
function weighted(g: Vec, w: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < g.length; k++) sum += w(k) * g[k];
  return sum;
}

export const normOf = (grads: Params): number =>
  Math.sqrt(Object.values(grads).reduce((sum, { data }) => sum + weighted(data, (k) => data[k]), 0));

/** Each tensor changed by its own function of its entries. */
export const mapped = (grads: Params, change: (x: number, tensor: Tensor) => number): Params =>
  Object.fromEntries(
    Object.entries(grads).map(([name, tensor]) => [
      name,
      new Tensor(
        Float64Array.from(tensor.data, (x) => change(x, tensor)),
        tensor.shape,
      ),
    ]),
  );

/** Clipping with a norm and a factor of one's own. */
export const clipWith =
  (norm: (grads: Params) => number, factor: (norm: number, maxNorm: number) => number): Pieces["clip"] =>
  (grads, maxNorm) => {
    const before = norm(grads);
    return { grads: mapped(grads, (x) => x * factor(before, maxNorm)), norm: before };
  };

export const atMost = (norm: number, maxNorm: number): number => (norm > maxNorm ? maxNorm / norm : 1);

const pieces: Pieces = {
  entry: (W, h, i, j) => (1 - h[i] ** 2) * W.at(i, j),
  order: (jacobians) => [...jacobians].reverse(),
  back: transposedTimes,
  size: (g) => Math.hypot(...g),
  log: Math.log10,
  rescale: (size) => ({ by: size, kept: size }),
  finish: (norms) => Float64Array.from(norms),
  clip: clipWith(normOf, atMost),
};

/** The three functions of exercise 12, with some pieces replaced. */
export function solution(replaced: Partial<Pieces> = {}): Answers {
  const p = { ...pieces, ...replaced };
  const stepJacobian = (W: Tensor, h: Numbers): Tensor => {
    const [H] = W.shape;
    return new Tensor(
      Float64Array.from(W.data, (_, k) => p.entry(W, h, Math.floor(k / H), k % H)),
      [H, H],
    );
  };
  const gradientProbe = (jacobians: readonly Tensor[], start: Numbers): unknown => {
    const norms = [p.log(p.size(start))];
    let [g, total] = [start, 0];
    for (const J of p.order(jacobians)) {
      g = p.back(J, g);
      norms.push(total + p.log(p.size(g)));
      const { by, kept } = p.rescale(p.size(g));
      g = g.map((x) => x / by);
      total += p.log(kept);
    }
    return p.finish(norms);
  };
  return { stepJacobian, gradientProbe, clipByNorm: p.clip };
}
