import type { FunctionBuilder, Local } from "./assembler.js";
import { type Expr, f32x4, i32 } from "./instructions.js";

/** Parameters 0 … n − 1 of a function. */
export function parameters(f: FunctionBuilder, n: number): Local[] {
  return Array.from({ length: n }, (_, index) => f.param(index));
}

/** Runs `body` once per four numbers of arrays of `n`; `at(pointer)` is the address of this round's four. */
export function eachFour(f: FunctionBuilder, n: Expr, body: (at: (pointer: Expr) => Expr) => void): void {
  const end = f.let("i32", i32.mul(n, i32.const(4))).get;
  const offset = f.let("i32", i32.const(0));
  f.loop(offset, end, 16, () => body((pointer) => i32.add(pointer, offset.get)));
}

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
