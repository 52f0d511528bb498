import {
  type GruCache,
  type GruParams,
  gruBackward,
  gruForward,
  normalInit,
  type Rng,
  type Tensor,
  zeroGrads,
} from "unrolled";
import { type Asking, call } from "./conversation.js";
import { formatInputs } from "./format.js";
import { field, numbers } from "./structure.js";

type Numbers = Float64Array;

/** Sizes of a random problem, all distinct so that no axis can be mistaken for another. */
export type Sizes = { readonly D: number; readonly H: number };
export const SIZES: readonly Sizes[] = [{ D: 2, H: 3 }, { D: 4, H: 3 }, { D: 3, H: 5 }]; // biome-ignore format: a list

/** One step as the exercise's cache keeps it. */
export type Step = { readonly [part in "x" | "hPrev" | "r" | "z" | "hTilde"]: Numbers };

/** One step from a random state, and the gradient dh that arrives at the new one. */
export type Problem = { readonly params: GruParams; readonly step: Step; readonly h: Numbers; readonly dh: Numbers };

export const vector = (rng: Rng, size: number, std: number): Numbers =>
  Float64Array.from({ length: size }, () => rng.normal(0, std));

export function problem(rng: Rng, { D, H }: Sizes): Problem {
  const params = { W: normalInit(rng, [3 * H, H + D], 0.7), b: normalInit(rng, [3 * H], 0.7) };
  const { h, cache } = gruForward(params, vector(rng, D, 1), vector(rng, H, 0.7));
  const copies = Object.entries(cache).map(([name, part]) => [name, Float64Array.from(part)]);
  return { params, step: Object.fromEntries(copies) as Step, h: h as Numbers, dh: vector(rng, H, 1) };
}

export type Back = { readonly [part in "W" | "b" | "dx" | "dhPrev"]: Numbers };

/** What the library, itself checked against finite differences, sends back. */
export function backOf({ params, step, dh }: Problem): Back {
  const grads = zeroGrads(params);
  const { dx, dhPrev } = gruBackward(params, grads, dh, step as GruCache);
  return { W: grads.W.data, b: grads.b.data, dx, dhPrev } as Back;
}

/** The learner's `gruBackward`, each part read when it is wanted. */
export function* learnersBack({ params, step, dh }: Problem): Asking<(part: keyof Back) => Numbers> {
  const returned = yield* call("gruBackward", params, dh, step);
  const shapes = { W: params.W.shape, b: params.b.shape, dx: [step.x.length], dhPrev: [dh.length] };
  const symbols = { W: "[3H, H+D]", b: "[3H]", dx: "[D]", dhPrev: "[H]" };
  return (part) => {
    const isGrad = part === "W" || part === "b";
    const owner = isGrad ? field("gruBackward", returned, "grads") : returned;
    const value = field(isGrad ? "gruBackward: grads" : "gruBackward", owner, part);
    return numbers("gruBackward", isGrad ? `grads.${part}` : part, symbols[part], shapes[part], value);
  };
}

/** What arrives at the sums of r, z and h̃: the three blocks of a bias's gradient. */
export function blocksOf(b: Numbers): Numbers[] {
  const H = b.length / 3;
  return [0, 1, 2].map((k) => b.slice(k * H, (k + 1) * H));
}

/** W's block of rows, turned round: the [H + D] numbers that go back to [hPrev; x]. */
export function backThrough(W: Tensor, block: number, da: Numbers): Numbers {
  const H = da.length;
  return Float64Array.from({ length: W.shape[1] }, (_, k) => da.reduce((sum, d, j) => sum + d * W.at(block * H + j, k), 0)); // biome-ignore format: a sum
}

export const inputsOf = ({ params }: Problem, vectors: { readonly [name: string]: Numbers }): string =>
  formatInputs({ ...params, ...vectors });
