import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler.js";
import { type GemmShape, writeSums, zeroSums } from "./gemm-code.js";
import { f32x4, i32 } from "./instructions.js";
import { multiplyAdd, parameters } from "./vectors.js";

/** The compiled function of a single row times a packed matrix; addresses and strides in bytes. */
export type PackedRowExports = {
  multiplyRow(
    a: number,
    aBytes: number,
    b: number,
    c: number,
    K: number,
    N: number,
    accumulate: number,
    edge: number,
  ): void;
};

/** So many panels of B at once: with one row of A, a single panel has too few sums to keep the processor busy. */
const PANELS = 4;

/**
 * `multiplyRow(a, aBytes, b, c, K, N, accumulate, edge)`: c[N] = or += Σₖ a[k] B[k, n], where an entry of a comes every
 * aBytes and B is packed as for the tiles. It adds in their order, so a row comes out the same in a tile and alone.
 */
export function definePackedRow(module: ModuleBuilder, shape: GemmShape): void {
  for (const panels of [1, PANELS]) {
    module.define(`row${panels}`, Array(6).fill("i32"), (f) => writeRow(f, shape, panels));
  }
  module.define("multiplyRow", Array(8).fill("i32"), (f) => {
    const [a, aBytes, b, c, K, N, accumulate, edge] = parameters(f, 8);
    const panelBytes = f.let("i32", i32.mul(K.get, i32.const(4 * shape.columns)));
    const row = (panels: number, to: Local, add: Local): void => {
      const operands = [a, aBytes, b, to, K, add].map(({ get }) => get);
      f.call(module.indexOf(`row${panels}`), operands);
    };
    for (const panels of [PANELS, 1]) {
      const columns = panels * shape.columns;
      const enough = () => i32.gtU(N.get, i32.const(columns - 1));
      f.if(enough(), () => {
        f.doWhile(() => {
          row(panels, c, accumulate);
          f.advance(b, i32.mul(panelBytes.get, i32.const(panels)));
          f.advance(c, i32.const(4 * columns));
          f.advance(N, i32.const(-columns));
        }, enough);
      });
    }
    f.if(N.get, () => {
      const zero = f.local("i32");
      row(1, edge, zero);
      f.call(module.indexOf("copyEdge"), [edge.get, c.get, zero.get, i32.const(1), N.get, accumulate.get]);
    });
  });
}

/**
 * `row4(a, aBytes, b, c, K, accumulate)`: four panels. V8 loads all that a stretch between two jumps reads before it adds, so
 * a jump in the middle of the loop keeps the operands of half of the panels at a time.
 */
function writeRow(f: FunctionBuilder, shape: GemmShape, panels: number): void {
  const [a, aBytes, b, c, K, accumulate] = parameters(f, 6);
  const panelBytes = f.let("i32", i32.mul(K.get, i32.const(4 * shape.columns)));
  const starts = Array.from({ length: panels }, () => {
    const start = f.let("i32", b.get);
    f.advance(b, panelBytes.get);
    return start;
  });
  const sums = starts.map(() => zeroSums(f, shape));
  const entry = f.local("v128");
  const end = f.let("i32", i32.add(a.get, i32.mul(K.get, aBytes.get)));
  const add = (from: number, to: number): void => {
    for (let p = from; p < to; p++) {
      for (const [j, sum] of sums[p].entries()) {
        f.set(sum, multiplyAdd(shape.fma, entry.get, f32x4.load(starts[p].get, 16 * j), sum.get));
      }
      f.advance(starts[p], i32.const(4 * shape.columns));
    }
  };
  const half = Math.ceil(panels / 2);
  f.doBothWhile(
    () => {
      f.set(entry, f32x4.loadSplat(a.get));
      f.advance(a, aBytes.get);
      add(0, half);
    },
    () => add(half, panels),
    () => i32.ltU(a.get, end.get),
  );
  writeSums(f, c, i32.const(4 * shape.columns), sums, accumulate);
}
