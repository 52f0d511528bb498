import type { FunctionBuilder, ModuleBuilder } from "./assembler.js";
import { tanh } from "./functions.js";
import { type Expr, f32x4 } from "./instructions.js";
import { eachNumber, keep, type Lanes, parameters, repeated, sumOfLanes, times } from "./vectors.js";

/** Additive attention, one encoder state at a time: the inner loops of `plain/attention.ts`.  */
export type AttentionExports = {
  /** vᵀ tanh(q + key). */
  additiveScore(q: number, key: number, v: number, n: number): number;
  /** With de, the gradient of that score: dv += de u, dKey += da, dq += da, where da = de v (1 − u²). */
  additiveScoreBack(
    q: number,
    key: number,
    v: number,
    dv: number,
    dKey: number,
    dq: number,
    n: number,
    de: number,
  ): void;
  dot(x: number, y: number, n: number): number;
};

const { add, sub, mul } = f32x4;

export function defineAttention(module: ModuleBuilder, fma: boolean): void {
  module.defineValue("additiveScore", Array(4).fill("i32"), "f32", (f) => {
    const [q, key, v, n] = parameters(f, 4);
    return total(f, n.get, (load) => mul(load(v.get), tanh(f, fma, add(load(q.get), load(key.get)))));
  });
  module.defineValue("dot", Array(3).fill("i32"), "f32", (f) => {
    const [x, y, n] = parameters(f, 3);
    return total(f, n.get, (load) => mul(load(x.get), load(y.get)));
  });
  module.define("additiveScoreBack", [...Array(7).fill("i32"), "f32"], (f) => {
    const [q, key, v, dv, dKey, dq, n, gradient] = parameters(f, 8);
    const de = keep(f, f32x4.splat(gradient.get));
    eachNumber(f, n.get, ({ load, store }) => {
      const u = keep(f, tanh(f, fma, add(load(q.get), load(key.get))));
      const da = keep(f, times(de, load(v.get), sub(repeated(f, 1), mul(u, u))));
      store(dv.get, add(load(dv.get), mul(de, u)));
      store(dKey.get, add(load(dKey.get), da));
      store(dq.get, add(load(dq.get), da));
    });
  });
}

/** The sum of `term` over n numbers, as a single one. */
function total(f: FunctionBuilder, n: Expr, term: (load: Lanes["load"]) => Expr): Expr {
  const sums = [f.local("v128"), f.local("v128")];
  eachNumber(f, n, ({ load, once, half }) => f.set(sums[half], add(sums[half].get, once(term(load)))));
  return sumOfLanes(f, add(sums[0].get, sums[1].get));
}
