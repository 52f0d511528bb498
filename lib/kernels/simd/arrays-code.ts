import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler.js";
import { exp, tanh } from "./functions.js";
import { type Expr, f32x4, f64, f64x2, i32 } from "./instructions.js";
import { eachNumber, keep, parameters, sumOfLanes } from "./vectors.js";

/** Loops over arrays of n numbers; addresses in bytes. */
export type ArrayExports = {
  /** Copies bytes; the two places may overlap. */
  move(to: number, from: number, bytes: number): void;
  /** x = 0. */
  clear(x: number, n: number): void;
  /** y += x. */
  addTo(x: number, y: number, n: number): void;
  /** The same for a row of n numbers and many rows that start every so many bytes; with 0 bytes it is always the same row. */
  addRowsTo(x: number, xBytes: number, y: number, yBytes: number, rows: number, n: number): void;
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

const { add, sub, mul, div } = f32x4;

/** A number parameter in all four lanes. */
const spread = (f: FunctionBuilder, parameter: Local): Expr => keep(f, f32x4.splat(parameter.get));

export function defineArrays(module: ModuleBuilder, fma: boolean): void {
  module.define("move", ["i32", "i32", "i32"], (f) => {
    const [to, from, bytes] = parameters(f, 3);
    f.move(to.get, from.get, bytes.get);
  });
  module.define("clear", ["i32", "i32"], (f) => {
    const [x, n] = parameters(f, 2);
    f.clear(x.get, i32.mul(n.get, i32.const(4)));
  });
  module.define("addTo", ["i32", "i32", "i32"], (f) => {
    const [x, y, n] = parameters(f, 3);
    eachNumber(f, n.get, ({ load, store }) => store(y.get, add(load(y.get), load(x.get))));
  });
  module.define("addRowsTo", Array(6).fill("i32"), (f) => {
    const [x, xBytes, y, yBytes, rows, n] = parameters(f, 6);
    const row = f.local("i32");
    f.loop(row, rows.get, 1, () => {
      f.call(module.indexOf("addTo"), [x.get, y.get, n.get]);
      f.advance(x, xBytes.get);
      f.advance(y, yBytes.get);
    });
  });
  module.define("axpy", ["i32", "i32", "i32", "f32"], (f) => {
    const [x, y, n, alpha] = parameters(f, 4);
    const factor = spread(f, alpha);
    eachNumber(f, n.get, ({ load, store }) => store(y.get, add(load(y.get), mul(factor, load(x.get)))));
  });
  module.define("scale", ["i32", "i32", "f32"], (f) => {
    const [x, n, alpha] = parameters(f, 3);
    const factor = spread(f, alpha);
    eachNumber(f, n.get, ({ load, store }) => store(x.get, mul(factor, load(x.get))));
  });
  module.define("tanh", ["i32", "i32"], (f) => {
    const [x, n] = parameters(f, 2);
    eachNumber(f, n.get, ({ load, store }) => store(x.get, tanh(f, fma, load(x.get))));
  });
  defineSums(module, fma);
  defineAdam(module);
}

function defineSums(module: ModuleBuilder, fma: boolean): void {
  module.defineValue("sumOfSquares", ["i32", "i32"], "f64", (f) => {
    const [x, n] = parameters(f, 2);
    const [even, odd] = [f.local("v128"), f.local("v128")]; // two sums hide the latency of an addition
    eachNumber(f, n.get, ({ load, once }) => {
      const four = keep(f, once(load(x.get)));
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
    const most = [f.let("v128", f32x4.loadSplat(x.get)), f.let("v128", f32x4.loadSplat(x.get))];
    eachNumber(f, n.get, ({ load, half }) => f.set(most[half], f32x4.pmax(most[half].get, load(x.get))));
    const four = keep(f, f32x4.pmax(most[0].get, most[1].get));
    const two = keep(f, f32x4.pmax(four, f32x4.high(four)));
    return f32x4.lane(f32x4.pmax(two, f32x4.swapped(two)), 0);
  });
  module.defineValue("expShifted", ["i32", "i32", "i32", "f32"], "f32", (f) => {
    const [to, x, n, shift] = parameters(f, 4);
    const by = spread(f, shift);
    const sums = [f.local("v128"), f.local("v128")];
    eachNumber(f, n.get, ({ load, store, once, half }) => {
      const e = keep(f, exp(f, fma, sub(load(x.get), by)));
      store(to.get, e);
      f.set(sums[half], add(sums[half].get, once(e)));
    });
    return sumOfLanes(f, add(sums[0].get, sums[1].get));
  });
}

function defineAdam(module: ModuleBuilder): void {
  const types = [...Array(5).fill("i32"), ...Array(8).fill("f32")];
  module.define("adam", types, (f) => {
    const [theta, g, m, v, n, ...numbers] = parameters(f, 13);
    const [rate, vScale, beta1, rest1, beta2, rest2, epsilon, gradScale] = numbers.map((number) => spread(f, number));
    eachNumber(f, n.get, ({ load, store }) => {
      const grad = keep(f, mul(gradScale, load(g.get)));
      const first = keep(f, add(mul(beta1, load(m.get)), mul(rest1, grad)));
      const second = keep(f, add(mul(beta2, load(v.get)), mul(rest2, mul(grad, grad))));
      store(m.get, first);
      store(v.get, second);
      const step = div(mul(rate, first), add(f32x4.sqrt(mul(second, vScale)), epsilon));
      store(theta.get, sub(load(theta.get), step));
    });
  });
}
