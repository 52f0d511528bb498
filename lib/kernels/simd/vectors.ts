import type { FunctionBuilder, Local } from "./assembler.js";
import { type Expr, f32, f32x4, i32 } from "./instructions.js";

/** Parameters 0 … n − 1 of a function. */
export function parameters(f: FunctionBuilder, n: number): Local[] {
  return Array.from({ length: n }, (_, index) => f.param(index));
}

/** How a round of a loop reaches its numbers: four of them, or at the end of an array a single one, in all four lanes. */
export type Lanes = {
  load(array: Expr): Expr;
  store(array: Expr, value: Expr): void;
  /** `value`, with zeros in the lanes that only repeat a number: for sums. */
  once(value: Expr): Expr;
  /** Which of the two fours of a round: sums of their own need not wait for each other. */
  readonly half: 0 | 1;
};

/**
 * Runs `body` over arrays of `n` numbers: twice four at a time, then four, then one. The two fours of a round lie side by side
 * and are read before they are written, so that an engine that joins pairs of vectors finds them.
 */
export function eachNumber(f: FunctionBuilder, n: Expr, body: (lanes: Lanes) => void): void {
  const bytes = f.let("i32", i32.mul(n, i32.const(4))).get;
  const offset = f.let("i32", i32.const(0));
  f.loop(offset, i32.and(bytes, i32.const(-32)), 32, () => eachPair(f, offset, body));
  const at = (array: Expr): Expr => i32.add(array, offset.get);
  f.loop(offset, i32.and(bytes, i32.const(-16)), 16, () => {
    body({
      load: (array) => f32x4.load(at(array)),
      store: (array, value) => f.storeV128(at(array), value),
      once,
      half: 0,
    });
  });
  f.loop(offset, bytes, 4, () => {
    body({
      load: (array) => f32x4.loadSplat(at(array)),
      store: (array, value) => f.storeFirstLane(at(array), value),
      once: f32x4.firstLane,
      half: 0,
    });
  });
}

/** For vectors that hold four different numbers. */
const once = (value: Expr): Expr => value;

function eachPair(f: FunctionBuilder, offset: Local, body: (lanes: Lanes) => void): void {
  const addresses = new Map<Expr, Expr>();
  const at = (array: Expr): Expr => {
    const known = addresses.get(array) ?? f.let("i32", i32.add(array, offset.get)).get;
    addresses.set(array, known);
    return known;
  };
  const stores = ([0, 1] as const).map((half) => {
    const written: (() => void)[] = [];
    body({
      load: (array) => f32x4.load(at(array), 16 * half),
      store: (array, value) => {
        const [to, kept] = [at(array), keep(f, value)];
        written.push(() => f.storeV128(to, kept, 16 * half));
      },
      once,
      half,
    });
    return written;
  });
  for (const [i, first] of stores[0].entries()) {
    first();
    stores[1][i]();
  }
}

/** The number `value` in all four lanes. */
export const repeated = (f: FunctionBuilder, value: number): Expr =>
  f.constant("v128", f32x4.splat(f32.const(value))).get;

/** The address of gate block k: blocks of `H` numbers lie one after the other. */
export function block(f: FunctionBuilder, gates: Expr, H: Expr, k: number): Expr {
  return f.let("i32", i32.add(gates, i32.mul(H, i32.const(4 * k)))).get;
}

/** A value used more than once. */
export const keep = (f: FunctionBuilder, value: Expr): Expr => f.let("v128", value).get;

/** a·b + sum, in one rounding where the machine can. */
export const multiplyAdd = (fma: boolean, a: Expr, b: Expr, sum: Expr): Expr =>
  fma ? f32x4.madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));

/** A product of several factors. */
export const times = (first: Expr, ...rest: readonly Expr[]): Expr => rest.reduce((a, b) => f32x4.mul(a, b), first);

/** The four lanes added up. */
export function sumOfLanes(f: FunctionBuilder, four: Expr): Expr {
  const two = keep(f, f32x4.add(four, f32x4.high(four)));
  return f32x4.lane(f32x4.add(two, f32x4.swapped(two)), 0);
}
