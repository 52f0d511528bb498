import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler.js";
import { type Expr, f32, f32x4, i32 } from "./instructions.js";
import { multiplyAdd, parameters } from "./vectors.js";

/** How a machine multiplies best: fused or not, and the tile of C that its registers hold. */
export type GemmShape = { readonly fma: boolean; readonly rows: 4 | 6; readonly columns: 8 | 16 };

/** The compiled functions of matrix products; addresses and strides in bytes. */
export type GemmExports = {
  multiplyBlock(
    a: number,
    b: number,
    c: number,
    rowBytes: number,
    K: number,
    rows: number,
    columns: number,
    accumulate: number,
    edge: number,
  ): void;
};

/** How often a tile's loop is written out: its jumps back cost as much as two of its sums. */
const COPIES = 4;

/** A single row is no tile: `multiplyRow` (packed-row-code.ts) does it four panels at a time. */
const FEWEST_ROWS = 2;

const tileName = (rows: number): string => `tile${rows}`;

/**
 * The innermost loop of every matrix product, over packed operands (Goto & van de Geijn 2008).
 *
 * `tile4(a, b, c, rowBytes, K, accumulate)`: C[4, N] = or += A B, where a holds K columns of as many numbers as the shape
 * has rows, b holds K rows of N. There is one for each number of rows from 2 on, for the lower edge of C.
 *
 * With 4 × 8, 8 sums, 2 vectors of B and up to 4 of A fit the 15 registers that V8 leaves. With 6 × 16 an engine that can
 * turn pairs of 128-bit operations into 256-bit ones does so, if it finds them side by side: sums start as zero locals, and
 * all of a row of C is read before any of it is written. Then 12 sums, 2 of B and 1 of A fit.
 */
export function defineTiles(module: ModuleBuilder, shape: GemmShape): void {
  for (let rows = FEWEST_ROWS; rows <= shape.rows; rows++) {
    module.define(tileName(rows), Array(6).fill("i32"), (f) => writeTile(f, shape, rows));
  }
}

function writeTile(f: FunctionBuilder, shape: GemmShape, rows: number): void {
  const [a, b, c, rowBytes, K, accumulate] = parameters(f, 6);
  const sums = Array.from({ length: rows }, () => zeroSums(f, shape));
  const rowOfB = sums[0].map(() => f.local("v128"));
  const entryOfA = f.local("v128");
  const end = f.let("i32", i32.add(a.get, i32.mul(K.get, i32.const(4 * shape.rows))));
  f.doWhile(
    () => {
      for (const [j, vector] of rowOfB.entries()) f.set(vector, f32x4.load(b.get, 16 * j));
      for (const [r, row] of sums.entries()) {
        f.set(entryOfA, f32x4.loadSplat(a.get, 4 * r));
        for (const [j, sum] of row.entries()) f.set(sum, multiplyAdd(shape.fma, entryOfA.get, rowOfB[j].get, sum.get));
      }
      f.advance(a, i32.const(4 * shape.rows));
      f.advance(b, i32.const(4 * shape.columns));
    },
    () => i32.ltU(a.get, end.get),
    COPIES,
  );
  writeSums(f, c, rowBytes.get, sums, accumulate);
}

/** Sums for one row of a tile. */
export const zeroSums = (f: FunctionBuilder, { columns }: GemmShape): Local[] =>
  Array.from({ length: columns / 4 }, () => f.local("v128"));

/** Writes rows of sums to c, or adds them there; a row begins every so many bytes. */
export function writeSums(
  f: FunctionBuilder,
  c: Local,
  rowBytes: Expr,
  sums: readonly (readonly Local[])[],
  accumulate: Local,
): void {
  const writeRows = (start: (row: readonly Local[]) => void) => () => {
    for (const row of sums) {
      start(row);
      for (const [j, sum] of row.entries()) f.storeV128(c.get, sum.get, 16 * j);
      f.advance(c, rowBytes);
    }
  };
  const add = (row: readonly Local[]): void => {
    for (const [j, sum] of row.entries()) f.set(sum, f32x4.add(f32x4.load(c.get, 16 * j), sum.get));
  };
  f.ifElse(
    accumulate.get,
    writeRows(add),
    writeRows(() => {}),
  );
}

/**
 * `multiplyBlock(a, b, c, rowBytes, K, rows, columns, accumulate, edge)`: all tiles of a block of C. B's panels are the
 * outer loop, so that one stays in the first-level cache while A's tiles pass by. Where C ends within a panel, the tile
 * is made at `edge`, and the part that belongs to C is copied.
 */
export function defineBlock(module: ModuleBuilder, shape: GemmShape): void {
  const { columns } = shape;
  defineCopyEdge(module, shape);
  module.define("multiplyBlock", Array(9).fill("i32"), (f) => {
    const [a, b, c, rowBytes, K, rows, N, accumulate, edge] = parameters(f, 9);
    const tileOfA = f.let("i32", i32.mul(K.get, i32.const(4 * shape.rows)));
    const panelOfB = f.let("i32", i32.mul(K.get, i32.const(4 * columns)));
    const tileRow = f.let("i32", i32.mul(rowBytes.get, i32.const(shape.rows)));
    const [i, j, tileA, tileC, height, width] = Array.from({ length: 6 }, () => f.local("i32"));
    const tile = (to: Expr, toRowBytes: Expr, add: Expr): void =>
      callTile(module, f, height, [tileA.get, b.get, to, toRowBytes, K.get, add], shape.rows);
    f.loop(j, N.get, columns, () => {
      f.set(i, i32.const(0));
      f.set(tileA, a.get);
      f.set(tileC, c.get);
      f.set(width, i32.sub(N.get, j.get));
      f.loop(i, rows.get, shape.rows, () => {
        f.set(height, i32.sub(rows.get, i.get));
        f.ifElse(
          i32.ltU(width.get, i32.const(columns)),
          () => {
            tile(edge.get, i32.const(4 * columns), i32.const(0));
            const copy = [edge, tileC, rowBytes, height, width, accumulate];
            f.call(
              module.indexOf("copyEdge"),
              copy.map(({ get }) => get),
            );
          },
          () => tile(tileC.get, rowBytes.get, accumulate.get),
        );
        f.advance(tileA, tileOfA.get);
        f.advance(tileC, tileRow.get);
      });
      f.advance(b, panelOfB.get);
      f.advance(c, i32.const(4 * columns));
    });
  });
}

/** The tile function for the rows that are left, of at most `rows`. */
function callTile(
  module: ModuleBuilder,
  f: FunctionBuilder,
  height: Local,
  operands: readonly Expr[],
  rows: number,
): void {
  const call = (): void => f.call(module.indexOf(tileName(rows)), operands);
  if (rows === FEWEST_ROWS) call();
  else f.ifElse(i32.ltU(height.get, i32.const(rows)), () => callTile(module, f, height, operands, rows - 1), call);
}

/** `copyEdge(edge, c, rowBytes, rows, width, accumulate)`: C = or += the first rows and columns of the tile at `edge`. */
function defineCopyEdge(module: ModuleBuilder, shape: GemmShape): void {
  module.define("copyEdge", Array(6).fill("i32"), (f) => {
    const [edge, c, rowBytes, rows, width, accumulate] = parameters(f, 6);
    const [at, end] = [f.local("i32"), f.let("i32", i32.mul(width.get, i32.const(4)))];
    for (let row = 0; row < shape.rows; row++) {
      f.if(i32.gtU(rows.get, i32.const(row)), () => {
        f.set(at, i32.const(0));
        f.loop(at, end.get, 4, () => {
          const to = i32.add(c.get, at.get);
          const value = f32.load(i32.add(edge.get, at.get), 4 * shape.columns * row);
          f.ifElse(
            accumulate.get,
            () => f.storeF32(to, f32.add(f32.load(to), value)),
            () => f.storeF32(to, value),
          );
        });
        f.advance(c, rowBytes.get);
      });
    }
  });
}
