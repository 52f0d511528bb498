import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler.js";
import type { GemmShape } from "./gemm-code.js";
import { type Expr, f32, f32x4, i32 } from "./instructions.js";
import { eachNumber, keep, multiplyAdd, parameters, sumOfLanes } from "./vectors.js";

/*
 * One row times a matrix, for batches of one: y += x W or x Wᵀ. Every number of W is used once, so W is read where it
 * lies, its rows from left to right; packing it would cost as much as the product.
 */

/** Addresses and strides in bytes. */
export type RowExports = {
  /** y[n] += Σₖ x[k] W[n, k]. */
  addRowTimesTransposed(y: number, x: number, W: number, rowBytes: number, K: number, N: number): void;
  /** y[n] += Σₖ x[k] W[k, n]. */
  addRowTimes(y: number, x: number, W: number, rowBytes: number, K: number, N: number): void;
};

export function defineRows(module: ModuleBuilder, { fma }: GemmShape): void {
  module.define("addRowTimesTransposed", Array(6).fill("i32"), (f) => {
    const [y, x, W, rowBytes, K, N] = parameters(f, 6);
    inGroups(f, N, [3, 1], (rows) => addDots(f, fma, startsOf(f, W, rowBytes, rows), y, x, K));
  });
  module.define("addRowTimes", Array(6).fill("i32"), (f) => {
    const [y, x, W, rowBytes, K, N] = parameters(f, 6);
    inGroups(f, K, [4, 1], (rows) => addRows(f, fma, startsOf(f, W, rowBytes, rows), y, x, N));
  });
}

/**
 * Does `count` rows in groups of the given sizes, the largest first. V8 loads all that a loop's body reads before it adds,
 * so a group is as large as 15 registers allow: six sums and their operands, or four factors and the operands of a round.
 */
function inGroups(f: FunctionBuilder, count: Local, sizes: readonly number[], body: (rows: number) => void): void {
  for (const rows of sizes) {
    const enough = (): Expr => i32.gtU(count.get, i32.const(rows - 1));
    f.if(enough(), () => {
      f.doWhile(() => {
        body(rows);
        f.advance(count, i32.const(-rows));
      }, enough);
    });
  }
}

/** Pointers to the next rows of W, and W moved on past them. */
function startsOf(f: FunctionBuilder, W: Local, rowBytes: Local, rows: number): Local[] {
  return Array.from({ length: rows }, () => {
    const start = f.let("i32", W.get);
    f.advance(W, rowBytes.get);
    return start;
  });
}

/** The next numbers of y: each += x · a row of W. */
function addDots(f: FunctionBuilder, fma: boolean, rows: readonly Local[], y: Local, x: Local, K: Local): void {
  const zero = (): Local => f.let("v128", f32x4.splat(f32.const(0)));
  const sums = rows.map(() => [zero(), zero()]);
  eachNumber(f, K.get, ({ load, once, half }) => {
    const four = keep(f, once(load(x.get)));
    for (const [r, row] of rows.entries()) {
      f.set(sums[r][half], multiplyAdd(fma, four, load(row.get), sums[r][half].get));
    }
  });
  for (const [r, [even, odd]] of sums.entries()) {
    const sum = sumOfLanes(f, f32x4.add(even.get, odd.get));
    f.storeF32(y.get, f32.add(f32.load(y.get, 4 * r), sum), 4 * r);
  }
  f.advance(y, i32.const(4 * rows.length));
}

/** y += the next numbers of x times their rows of W. */
function addRows(f: FunctionBuilder, fma: boolean, rows: readonly Local[], y: Local, x: Local, N: Local): void {
  const factors = rows.map((_, r) => f.let("v128", f32x4.loadSplat(x.get, 4 * r)));
  eachNumber(f, N.get, ({ load, store }) => {
    const sum = f.let("v128", load(y.get));
    for (const [r, factor] of factors.entries()) {
      f.set(sum, multiplyAdd(fma, factor.get, load(rows[r].get), sum.get));
    }
    store(y.get, sum.get);
  });
  f.advance(x, i32.const(4 * rows.length));
}
