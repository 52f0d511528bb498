import type { FunctionBuilder, ModuleBuilder } from "./assembler.js";
import { type Constants, tanh } from "./functions.js";
import { type Expr, f32x4 } from "./instructions.js";
import { eachFour, keep, parameters, sumOfLanes, times } from "./vectors.js";

/** Additive attention, one encoder state at a time: the inner loops of `plain/attention.ts`. n is a multiple of four. */
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

const { load, add, sub, mul } = f32x4;

export function defineAttention(module: ModuleBuilder, constants: Constants): void {
  module.defineValue("additiveScore", Array(4).fill("i32"), "f32", (f) => {
    const [q, key, v, n] = parameters(f, 4);
    return total(f, n.get, (at) => mul(load(at(v.get)), tanh(f, constants, add(load(at(q.get)), load(at(key.get))))));
  });
  module.defineValue("dot", Array(3).fill("i32"), "f32", (f) => {
    const [x, y, n] = parameters(f, 3);
    return total(f, n.get, (at) => mul(load(at(x.get)), load(at(y.get))));
  });
  module.define("additiveScoreBack", [...Array(7).fill("i32"), "f32"], (f) => {
    const [q, key, v, dv, dKey, dq, n, gradient] = parameters(f, 8);
    const de = keep(f, f32x4.splat(gradient.get));
    eachFour(f, n.get, (at) => {
      const u = keep(f, tanh(f, constants, add(load(at(q.get)), load(at(key.get)))));
      const da = keep(f, times(de, load(at(v.get)), sub(constants.float(1), mul(u, u))));
      f.storeV128(at(dv.get), add(load(at(dv.get)), mul(de, u)));
      f.storeV128(at(dKey.get), add(load(at(dKey.get)), da));
      f.storeV128(at(dq.get), add(load(at(dq.get)), da));
    });
  });
}

/** The sum of `term` over n numbers, as a single one. */
function total(f: FunctionBuilder, n: Expr, term: (at: (pointer: Expr) => Expr) => Expr): Expr {
  const sum = f.local("v128");
  eachFour(f, n, (at) => f.set(sum, add(sum.get, term(at))));
  return sumOfLanes(f, sum.get);
}
