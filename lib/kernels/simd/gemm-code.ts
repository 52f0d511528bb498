import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler.js";
import { type Expr, f32, f32x4, i32 } from "./instructions.js";
import { parameters } from "./vectors.js";

/** How a machine multiplies best: fused or not, and how wide a tile of C is kept in registers. */
export type GemmShape = { readonly fma: boolean; readonly columns: 8 | 16 };

/** The compiled functions of matrix products; addresses and strides in bytes. */
export type GemmExports = {
  multiplyAdd(a: number, b: number, c: number, rowBytes: number, K: number): void;
  multiplySet(a: number, b: number, c: number, rowBytes: number, K: number): void;
  multiplyBlock(
    a: number,
    b: number,
    c: number,
    rowBytes: number,
    K: number,
    rowTiles: number,
    columnTiles: number,
    accumulate: number,
  ): void;
  multiplyRow(a: number, b: number, c: number, K: number, accumulate: number): void;
  packWideA(to: number, panelBytes: number, from: number, kBytes: number, K: number): void;
  packWideB(to: number, panelBytes: number, from: number, kBytes: number, K: number): void;
  pack(to: number, stepBytes: number, from: number, laneBytes: number, kBytes: number, K: number, lanes: number): void;
};

const multiplyAdd = (fma: boolean, a: Expr, b: Expr, sum: Expr): Expr =>
  fma ? f32x4.madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));

/** Rows of a tile. With 8 columns: 8 sums, 2 vectors of B and up to 4 of A fit the 15 registers that V8 leaves. */
export const TILE_ROWS = 4;

/**
 * The innermost loop of every matrix product, over packed operands (Goto & van de Geijn 2008).
 *
 * `multiplyAdd(a, b, c, rowBytes, K)`: C[4, N] += A B, where a holds K columns of 4 numbers, b holds K rows of N.
 * `multiplySet`: the same with `=`. Addresses in bytes.
 *
 * With N = 16 an engine that can turn pairs of 128-bit operations into 256-bit ones does so, if it finds them
 * side by side: sums start as zero locals, and all of a row of C is read before any of it is written.
 */
export function defineTiles(module: ModuleBuilder, { fma, columns }: GemmShape): void {
  const vectors = columns / 4;
  for (const accumulate of [true, false]) {
    module.define(accumulate ? "multiplyAdd" : "multiplySet", Array(5).fill("i32"), (f) => {
      const [a, b, c, rowBytes, K] = parameters(f, 5);
      const sums = Array.from({ length: TILE_ROWS }, () => Array.from({ length: vectors }, () => f.local("v128")));
      const rowOfB = sums[0].map(() => f.local("v128"));
      const entryOfA = f.local("v128");
      const end = f.let("i32", i32.add(a.get, i32.mul(K.get, i32.const(4 * TILE_ROWS))));
      const more = (): Expr => i32.ltU(a.get, end.get);

      f.doWhile(() => {
        for (const [j, vector] of rowOfB.entries()) f.set(vector, f32x4.load(b.get, 16 * j));
        for (const [r, row] of sums.entries()) {
          f.set(entryOfA, f32x4.loadSplat(a.get, 4 * r));
          for (const [j, sum] of row.entries()) f.set(sum, multiplyAdd(fma, entryOfA.get, rowOfB[j].get, sum.get));
        }
        f.advance(a, i32.const(4 * TILE_ROWS));
        f.advance(b, i32.const(4 * columns));
      }, more);

      for (const row of sums) {
        if (accumulate) for (const [j, sum] of row.entries()) f.set(sum, f32x4.add(f32x4.load(c.get, 16 * j), sum.get));
        for (const [j, sum] of row.entries()) f.storeV128(c.get, sum.get, 16 * j);
        f.advance(c, rowBytes.get);
      }
    });
  }
}

/**
 * `pack(to, stepBytes, from, laneBytes, kBytes, K, lanes)`: for k = 0 … K − 1 writes four numbers to `to + k·stepBytes`:
 * the ones at `from + k·kBytes + lane·laneBytes` for the first `lanes` lanes, zeros for the rest.
 * Lanes side by side are copied as they are; numbers side by side along k are turned in squares of 4 × 4.
 */
export function definePack(module: ModuleBuilder): void {
  module.define("pack", Array(7).fill("i32"), (f) => {
    const [to, stepBytes, from, laneBytes, kBytes, K, lanes] = parameters(f, 7);
    const end = f.let("i32", i32.add(to.get, i32.mul(K.get, stepBytes.get)));
    const whileBelow = (limit: Expr, copy: () => void): void => {
      f.if(i32.ltU(to.get, limit), () => f.doWhile(copy, () => i32.ltU(to.get, limit)));
    };
    const next = (count: number): void => {
      f.advance(to, i32.mul(stepBytes.get, i32.const(count)));
      f.advance(from, i32.mul(kBytes.get, i32.const(count)));
    };
    const all = i32.eq(lanes.get, i32.const(4));
    f.if(i32.and(all, i32.eq(laneBytes.get, i32.const(4))), () => {
      whileBelow(end.get, () => {
        f.storeV128(to.get, f32x4.load(from.get));
        next(1);
      });
    });
    f.if(i32.and(all, i32.eq(kBytes.get, i32.const(4))), () => {
      const squares = i32.mul(i32.mul(i32.shiftRight(K.get, i32.const(2)), i32.const(4)), stepBytes.get);
      whileBelow(f.let("i32", i32.add(to.get, squares)).get, () => {
        turnSquare(f, to, stepBytes, from, laneBytes);
        next(4);
      });
    });
    whileBelow(end.get, () => {
      copyLanes(f, to, from, laneBytes, lanes);
      next(1);
    });
  });
}

/** Columns that `packWide` takes at once: whole cache lines, each read a single time. */
export const WIDE_COLUMNS = 64;

/**
 * `packWideA` and `packWideB(to, panelBytes, from, kBytes, K)`: packs 64 columns that lie side by side, as panels that
 * start every `panelBytes`: tiles of A, or panels of B.
 */
export function defineWidePack(module: ModuleBuilder, { columns }: GemmShape): void {
  for (const [name, width] of [
    ["packWideA", TILE_ROWS],
    ["packWideB", columns],
  ] as const) {
    module.define(name, Array(5).fill("i32"), (f) => {
      const [to, panelBytes, from, kBytes, K] = parameters(f, 5);
      const end = f.let("i32", i32.add(to.get, i32.mul(K.get, i32.const(4 * width))));
      const panel = f.local("i32");
      f.doWhile(
        () => {
          f.set(panel, to.get);
          for (let column = 0; column < WIDE_COLUMNS; column += width) {
            for (let j = 0; j < width; j += 4) {
              f.storeV128(panel.get, f32x4.load(from.get, 4 * (column + j)), 4 * j);
            }
            f.advance(panel, panelBytes.get);
          }
          f.advance(to, i32.const(4 * width));
          f.advance(from, kBytes.get);
        },
        () => i32.ltU(to.get, end.get),
      );
    });
  }
}

/** Four numbers of each of four lanes, turned: lane by lane in, k by k out. */
function turnSquare(f: FunctionBuilder, to: Local, stepBytes: Local, from: Local, laneBytes: Local): void {
  const multiple = (bytes: Local, count: number): Expr => i32.mul(bytes.get, i32.const(count));
  const lanes = [0, 1, 2, 3].map((lane) => f.let("v128", f32x4.load(i32.add(from.get, multiple(laneBytes, lane)))).get);
  const pairs = [0, 2].flatMap((lane) => [
    f.let("v128", f32x4.shuffle(lanes[lane], lanes[lane + 1], [0, 4, 1, 5])).get,
    f.let("v128", f32x4.shuffle(lanes[lane], lanes[lane + 1], [2, 6, 3, 7])).get,
  ]);
  const rows = [0, 1].flatMap((half) => [
    f32x4.shuffle(pairs[half], pairs[half + 2], [0, 1, 4, 5]),
    f32x4.shuffle(pairs[half], pairs[half + 2], [2, 3, 6, 7]),
  ]);
  for (const [k, row] of rows.entries()) f.storeV128(i32.add(to.get, multiple(stepBytes, k)), row);
}

function copyLanes(f: FunctionBuilder, to: Local, from: Local, laneBytes: Local, lanes: Local): void {
  for (let lane = 0; lane < 4; lane++) {
    const source = i32.add(from.get, i32.mul(laneBytes.get, i32.const(lane)));
    f.ifElse(
      i32.gtU(lanes.get, i32.const(lane)),
      () => f.storeF32(to.get, f32.load(source), 4 * lane),
      () => f.storeF32(to.get, f32.const(0), 4 * lane),
    );
  }
}

/**
 * `multiplyBlock(a, b, c, rowBytes, K, rowTiles, columnTiles, accumulate)`: all tiles of a block, B's panels outside so
 * that one stays in the first-level cache while A's panels pass by.
 */
export function defineBlock(module: ModuleBuilder, { columns }: GemmShape): void {
  module.define("multiplyBlock", Array(8).fill("i32"), (f) => {
    const [a, b, c, rowBytes, K, rowTiles, columnTiles, accumulate] = parameters(f, 8);
    const panelOfA = f.let("i32", i32.mul(K.get, i32.const(4 * TILE_ROWS)));
    const panelOfB = f.let("i32", i32.mul(K.get, i32.const(4 * columns)));
    const tileRow = f.let("i32", i32.mul(rowBytes.get, i32.const(TILE_ROWS)));
    const [i, j, tileA, tileC] = [f.local("i32"), f.local("i32"), f.local("i32"), f.local("i32")];
    f.loop(j, columnTiles.get, 1, () => {
      f.set(i, i32.const(0));
      f.set(tileA, a.get);
      f.set(tileC, c.get);
      f.loop(i, rowTiles.get, 1, () => {
        const tile = [tileA.get, b.get, tileC.get, rowBytes.get, K.get];
        f.ifElse(
          accumulate.get,
          () => f.call(module.indexOf("multiplyAdd"), tile),
          () => f.call(module.indexOf("multiplySet"), tile),
        );
        f.advance(tileA, panelOfA.get);
        f.advance(tileC, tileRow.get);
      });
      f.advance(b, panelOfB.get);
      f.advance(c, i32.const(4 * columns));
    });
  });
}

/** Columns that `multiplyRow` does at once: eight sums in registers hide the latency of an addition. */
export const ROW_COLUMNS = 32;

/**
 * `multiplyRow(a, b, c, K, accumulate)`: one row of C, 32 columns of it, for batches of one. a holds K numbers side by
 * side, b the packed panels that make up the 32 columns.
 */
export function defineRow(module: ModuleBuilder, { fma, columns }: GemmShape): void {
  module.define("multiplyRow", Array(5).fill("i32"), (f) => {
    const [a, b, c, K, accumulate] = parameters(f, 5);
    const panels = Array.from({ length: ROW_COLUMNS / columns }, (_, p) =>
      f.let("i32", i32.add(b.get, i32.mul(K.get, i32.const(4 * columns * p)))),
    );
    const sums = panels.map(() => Array.from({ length: columns / 4 }, () => f.local("v128")));
    const entryOfA = f.local("v128");
    const end = f.let("i32", i32.add(a.get, i32.mul(K.get, i32.const(4))));
    f.doWhile(
      () => {
        f.set(entryOfA, f32x4.loadSplat(a.get));
        for (const [p, panel] of panels.entries()) {
          for (const [j, sum] of sums[p].entries()) {
            f.set(sum, multiplyAdd(fma, entryOfA.get, f32x4.load(panel.get, 16 * j), sum.get));
          }
          f.advance(panel, i32.const(4 * columns));
        }
        f.advance(a, i32.const(4));
      },
      () => i32.ltU(a.get, end.get),
    );
    const all = sums.flat();
    f.if(accumulate.get, () => {
      for (const [j, sum] of all.entries()) f.set(sum, f32x4.add(f32x4.load(c.get, 16 * j), sum.get));
    });
    for (const [j, sum] of all.entries()) f.storeV128(c.get, sum.get, 16 * j);
  });
}
