import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler.js";
import { type Constants, exp, tanh } from "./functions.js";
import { type Expr, f32x4, f64, f64x2 } from "./instructions.js";
import { eachFour, keep, parameters, sumOfLanes } from "./vectors.js";

/** Loops over arrays of n numbers, n a multiple of four; addresses in bytes. */
export type ArrayExports = {
  /** Copies bytes; the two places may overlap. */
  move(to: number, from: number, bytes: number): void;
  /** x = 0. */
  clear(x: number, n: number): void;
  /** y += x. */
  addTo(x: number, y: number, n: number): void;
  /** y += alpha x. */
  axpy(x: number, y: number, n: number, alpha: number): void;
  /** x *= alpha. */
  scale(x: number, n: number, alpha: number): void;
  /** x = tanh x. */
  tanh(x: number, n: number): void;
  /** Σx², in float64. */
  sumOfSquares(x: number, n: number): number;
  /** NaN where one is among them, or a number; either way the sum that follows shows it. */
  max(x: number, n: number): number;
  /** to = e^(x − shift); returns the sum. */
  expShifted(to: number, x: number, n: number, shift: number): number;
  /** rest1 = 1 − beta1 and rest2 = 1 − beta2, which lose digits when taken in float32. */
  adam(
    theta: number,
    g: number,
    m: number,
    v: number,
    n: number,
    rate: number,
    vScale: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    epsilon: number,
    gradScale: number,
  ): void;
};

const { load, add, sub, mul, div } = f32x4;

/** A number parameter in all four lanes. */
const spread = (f: FunctionBuilder, parameter: Local): Expr => keep(f, f32x4.splat(parameter.get));

export function defineArrays(module: ModuleBuilder, constants: Constants): void {
  module.define("move", ["i32", "i32", "i32"], (f) => {
    const [to, from, bytes] = parameters(f, 3);
    f.move(to.get, from.get, bytes.get);
  });
  module.define("clear", ["i32", "i32"], (f) => {
    const [x, n] = parameters(f, 2);
    eachFour(f, n.get, (at) => f.storeV128(at(x.get), constants.float(0)));
  });
  module.define("addTo", ["i32", "i32", "i32"], (f) => {
    const [x, y, n] = parameters(f, 3);
    eachFour(f, n.get, (at) => f.storeV128(at(y.get), add(load(at(y.get)), load(at(x.get)))));
  });
  module.define("axpy", ["i32", "i32", "i32", "f32"], (f) => {
    const [x, y, n, alpha] = parameters(f, 4);
    const factor = spread(f, alpha);
    eachFour(f, n.get, (at) => f.storeV128(at(y.get), add(load(at(y.get)), mul(factor, load(at(x.get))))));
  });
  module.define("scale", ["i32", "i32", "f32"], (f) => {
    const [x, n, alpha] = parameters(f, 3);
    const factor = spread(f, alpha);
    eachFour(f, n.get, (at) => f.storeV128(at(x.get), mul(factor, load(at(x.get)))));
  });
  module.define("tanh", ["i32", "i32"], (f) => {
    const [x, n] = parameters(f, 2);
    eachFour(f, n.get, (at) => f.storeV128(at(x.get), tanh(f, constants, load(at(x.get)))));
  });
  defineSums(module, constants);
  defineAdam(module);
}

function defineSums(module: ModuleBuilder, constants: Constants): void {
  module.defineValue("sumOfSquares", ["i32", "i32"], "f64", (f) => {
    const [x, n] = parameters(f, 2);
    const [even, odd] = [f.local("v128"), f.local("v128")]; // two sums hide the latency of an addition
    eachFour(f, n.get, (at) => {
      const four = keep(f, load(at(x.get)));
      for (const [sum, half] of [
        [even, four],
        [odd, f32x4.high(four)],
      ] as const) {
        const two = keep(f, f64x2.ofLow(half));
        f.set(sum, f64x2.add(sum.get, f64x2.mul(two, two)));
      }
    });
    const sum = keep(f, f64x2.add(even.get, odd.get));
    return f64.add(f64x2.lane(sum, 0), f64x2.lane(sum, 1));
  });
  module.defineValue("max", ["i32", "i32"], "f32", (f) => {
    const [x, n] = parameters(f, 2);
    const most = f.let("v128", load(x.get));
    eachFour(f, n.get, (at) => f.set(most, f32x4.pmax(most.get, load(at(x.get)))));
    const two = keep(f, f32x4.pmax(most.get, f32x4.high(most.get)));
    return f32x4.lane(f32x4.pmax(two, f32x4.swapped(two)), 0);
  });
  module.defineValue("expShifted", ["i32", "i32", "i32", "f32"], "f32", (f) => {
    const [to, x, n, shift] = parameters(f, 4);
    const by = spread(f, shift);
    const sum = f.local("v128");
    eachFour(f, n.get, (at) => {
      const e = keep(f, exp(f, constants, sub(load(at(x.get)), by)));
      f.storeV128(at(to.get), e);
      f.set(sum, add(sum.get, e));
    });
    return sumOfLanes(f, sum.get);
  });
}

function defineAdam(module: ModuleBuilder): void {
  const types = [...Array(5).fill("i32"), ...Array(8).fill("f32")];
  module.define("adam", types, (f) => {
    const [theta, g, m, v, n, ...numbers] = parameters(f, 13);
    const [rate, vScale, beta1, rest1, beta2, rest2, epsilon, gradScale] = numbers.map((number) => spread(f, number));
    eachFour(f, n.get, (at) => {
      const grad = keep(f, mul(gradScale, load(at(g.get))));
      const first = keep(f, add(mul(beta1, load(at(m.get))), mul(rest1, grad)));
      const second = keep(f, add(mul(beta2, load(at(v.get))), mul(rest2, mul(grad, grad))));
      f.storeV128(at(m.get), first);
      f.storeV128(at(v.get), second);
      const step = div(mul(rate, first), add(f32x4.sqrt(mul(second, vScale)), epsilon));
      f.storeV128(at(theta.get), sub(load(at(theta.get)), step));
    });
  });
}
