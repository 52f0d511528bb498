import { type RnnCache, type RnnParams, Tensor } from "unrolled";
import type { Answers } from "../checks/exercise.js";
import { map, outer, plus, times, transposedTimes } from "../checks/linear.js";

/*
 * The solution cut into the places where people go wrong. It is written without the library's cells, so that it is also
 * an independent formula for them; a mutant replaces one piece.
 */

type Numbers = Float64Array;
type Gradients = { Wxh: Numbers; Whh: Numbers; bh: Numbers };
type Step = { readonly h: Numbers; readonly cache: RnnCache };

export type Pieces = {
  readonly forward: (params: RnnParams, x: Numbers, hPrev: Numbers) => Step;
  /** dh arriving at hₜ → da. */
  readonly da: (dh: Numbers, cache: RnnCache) => Numbers;
  /** One step's share of each gradient. */
  readonly share: (da: Numbers, cache: RnnCache) => Gradients;
  /** How a share joins what is there already. */
  readonly join: (sum: number, share: number) => number;
  /** da → what goes on to hₜ₋₁. */
  readonly back: (params: RnnParams, da: Numbers) => Numbers;
  /** What arrives at hₜ: from the step after, and from its own output. */
  readonly arrive: (dhNext: Numbers, dh: Numbers, isLast: boolean) => Numbers;
  /** The order in which the steps are walked. */
  readonly order: (steps: number[]) => number[];
  readonly finish: (grads: Gradients, dh0: Numbers, T: number) => { grads: unknown; dh0?: unknown };
};

/** A forward step from its function of (params, x, hPrev). */
export const stepOf =
  (state: (params: RnnParams, x: Numbers, hPrev: Numbers) => Numbers): Pieces["forward"] =>
  (params, x, hPrev) => {
    const h = state(params, x, hPrev);
    return { h, cache: { x, hPrev, h } };
  };

const pieces: Pieces = {
  forward: stepOf(({ Wxh, Whh, bh }, x, hPrev) => map(plus(times(Wxh, x), times(Whh, hPrev), bh.data), Math.tanh)),
  da: (dh, { h }) => map(dh, (dhj, j) => dhj * (1 - h[j] ** 2)),
  share: (da, { x, hPrev }) => ({ Wxh: outer(da, x), Whh: outer(da, hPrev), bh: da }),
  join: (sum, share) => sum + share,
  back: ({ Whh }, da) => transposedTimes(Whh, da),
  arrive: (dhNext, dh) => plus(dhNext, dh),
  order: (steps) => steps.reverse(),
  finish: (grads, dh0) => ({ grads, dh0 }),
};

/** Both functions of exercise 11, with some pieces replaced. */
export function solution(replaced: Partial<Pieces> = {}): Answers {
  const p = { ...pieces, ...replaced };
  const bptt = (params: RnnParams, caches: readonly RnnCache[], dhs: readonly Numbers[]): unknown => {
    const sizes = { Wxh: params.Wxh.size, Whh: params.Whh.size, bh: params.bh.size };
    const grads: Gradients = {
      Wxh: new Float64Array(sizes.Wxh),
      Whh: new Float64Array(sizes.Whh),
      bh: new Float64Array(sizes.bh),
    };
    let dhNext: Numbers = new Float64Array(sizes.bh);
    for (const t of p.order([...caches.keys()])) {
      const da = p.da(p.arrive(dhNext, dhs[t], t === caches.length - 1), caches[t]);
      const share = p.share(da, caches[t]);
      for (const name of ["Wxh", "Whh", "bh"] as const)
        grads[name].set(share[name].map((s, i) => p.join(grads[name][i], s)));
      dhNext = p.back(params, da);
    }
    return p.finish(grads, dhNext, caches.length);
  };
  return { rnnForward: p.forward, bptt };
}

/** Flat gradients as tensors of the parameters' shapes. */
export const asTensors = ({ Wxh, Whh, bh }: Gradients): RnnParams => {
  const [H, D] = [bh.length, Wxh.length / bh.length];
  return { Wxh: new Tensor(Wxh, [H, D]), Whh: new Tensor(Whh, [H, H]), bh: new Tensor(bh, [H]) };
};
