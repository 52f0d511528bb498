import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler.js";
import { f32, f32x4, i32 } from "./instructions.js";
import { multiplyAdd, parameters } from "./vectors.js";

/** How a machine multiplies best: fused or not, and how wide a tile of C is kept in registers. */
export type GemmShape = { readonly fma: boolean; readonly columns: 8 | 16 };

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

/** Rows of a tile. With 8 columns: 8 sums, 2 vectors of B and up to 4 of A fit the 15 registers that V8 leaves. */
export const TILE_ROWS = 4;

const tileName = (rows: number, accumulate: boolean): string => `${accumulate ? "add" : "set"}Tile${rows}`;

/**
 * The innermost loop of every matrix product, over packed operands (Goto & van de Geijn 2008).
 *
 * `addTile4(a, b, c, rowBytes, K)`: C[4, N] += A B, where a holds K columns of 4 numbers, b holds K rows of N.
 * `setTile4`: the same with `=`. `addTile1` … `setTile3` leave out the last rows, for the lower edge of C.
 *
 * With N = 16 an engine that can turn pairs of 128-bit operations into 256-bit ones does so, if it finds them
 * side by side: sums start as zero locals, and all of a row of C is read before any of it is written.
 */
export function defineTiles(module: ModuleBuilder, shape: GemmShape): void {
  for (let rows = 1; rows <= TILE_ROWS; rows++) {
    for (const accumulate of [true, false]) {
      module.define(tileName(rows, accumulate), Array(5).fill("i32"), (f) => writeTile(f, shape, rows, accumulate));
    }
  }
}

function writeTile(f: FunctionBuilder, { fma, columns }: GemmShape, rows: number, accumulate: boolean): void {
  const [a, b, c, rowBytes, K] = parameters(f, 5);
  const sums = Array.from({ length: rows }, () => Array.from({ length: columns / 4 }, () => f.local("v128")));
  const rowOfB = sums[0].map(() => f.local("v128"));
  const entryOfA = f.local("v128");
  const end = f.let("i32", i32.add(a.get, i32.mul(K.get, i32.const(4 * TILE_ROWS))));

  f.doWhile(
    () => {
      for (const [j, vector] of rowOfB.entries()) f.set(vector, f32x4.load(b.get, 16 * j));
      for (const [r, row] of sums.entries()) {
        f.set(entryOfA, f32x4.loadSplat(a.get, 4 * r));
        for (const [j, sum] of row.entries()) f.set(sum, multiplyAdd(fma, entryOfA.get, rowOfB[j].get, sum.get));
      }
      f.advance(a, i32.const(4 * TILE_ROWS));
      f.advance(b, i32.const(4 * columns));
    },
    () => i32.ltU(a.get, end.get),
  );

  for (const row of sums) {
    if (accumulate) for (const [j, sum] of row.entries()) f.set(sum, f32x4.add(f32x4.load(c.get, 16 * j), sum.get));
    for (const [j, sum] of row.entries()) f.storeV128(c.get, sum.get, 16 * j);
    f.advance(c, rowBytes.get);
  }
}

/**
 * `multiplyBlock(a, b, c, rowBytes, K, rows, columns, accumulate, edge)`: all tiles of a block of C. B's panels are the
 * outer loop, so that one stays in the first-level cache while A's tiles pass by. Where C ends within a panel, the tile
 * is made at `edge`, and the part that belongs to C is copied.
 */
export function defineBlock(module: ModuleBuilder, { columns }: GemmShape): void {
  defineCopyEdge(module, columns);
  module.define("multiplyBlock", Array(9).fill("i32"), (f) => {
    const [a, b, c, rowBytes, K, rows, N, accumulate, edge] = parameters(f, 9);
    const tileOfA = f.let("i32", i32.mul(K.get, i32.const(4 * TILE_ROWS)));
    const panelOfB = f.let("i32", i32.mul(K.get, i32.const(4 * columns)));
    const tileRow = f.let("i32", i32.mul(rowBytes.get, i32.const(TILE_ROWS)));
    const [i, j, tileA, tileC, height, width] = Array.from({ length: 6 }, () => f.local("i32"));
    f.loop(j, N.get, columns, () => {
      f.set(i, i32.const(0));
      f.set(tileA, a.get);
      f.set(tileC, c.get);
      f.set(width, i32.sub(N.get, j.get));
      f.loop(i, rows.get, TILE_ROWS, () => {
        f.set(height, i32.sub(rows.get, i.get));
        f.ifElse(
          i32.ltU(width.get, i32.const(columns)),
          () => {
            f.call(module.indexOf("setTile4"), [tileA.get, b.get, edge.get, i32.const(4 * columns), K.get]);
            f.call(
              module.indexOf("copyEdge"),
              [edge, tileC, rowBytes, height, width, accumulate].map(({ get }) => get),
            );
          },
          () => callTile(module, f, height, accumulate, [tileA, b, tileC, rowBytes, K]),
        );
        f.advance(tileA, tileOfA.get);
        f.advance(tileC, tileRow.get);
      });
      f.advance(b, panelOfB.get);
      f.advance(c, i32.const(4 * columns));
    });
  });
}

/** The tile function for the rows that are left. */
function callTile(
  module: ModuleBuilder,
  f: FunctionBuilder,
  height: Local,
  accumulate: Local,
  tile: readonly Local[],
  rows: number = TILE_ROWS,
): void {
  const call = (add: boolean) => () =>
    f.call(
      module.indexOf(tileName(rows, add)),
      tile.map(({ get }) => get),
    );
  const fits = (): void => f.ifElse(accumulate.get, call(true), call(false));
  if (rows === 1) fits();
  else
    f.ifElse(i32.ltU(height.get, i32.const(rows)), () => callTile(module, f, height, accumulate, tile, rows - 1), fits);
}

/** `copyEdge(edge, c, rowBytes, rows, width, accumulate)`: C = or += the first rows and columns of the tile at `edge`. */
function defineCopyEdge(module: ModuleBuilder, columns: number): void {
  module.define("copyEdge", Array(6).fill("i32"), (f) => {
    const [edge, c, rowBytes, rows, width, accumulate] = parameters(f, 6);
    const [at, end] = [f.local("i32"), f.let("i32", i32.mul(width.get, i32.const(4)))];
    for (let row = 0; row < TILE_ROWS; row++) {
      f.if(i32.gtU(rows.get, i32.const(row)), () => {
        f.set(at, i32.const(0));
        f.loop(at, end.get, 4, () => {
          const to = i32.add(c.get, at.get);
          const value = f32.load(i32.add(edge.get, at.get), 4 * columns * row);
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
