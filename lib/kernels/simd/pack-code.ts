import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler.js";
import { type GemmShape, TILE_ROWS } from "./gemm-code.js";
import { type Expr, f32, f32x4, i32 } from "./instructions.js";
import { parameters } from "./vectors.js";

/** Functions that lay operands out for the tiles; addresses and strides in bytes. */
export type PackExports = {
  packWideA(to: number, panelBytes: number, from: number, kBytes: number, K: number): void;
  packWideB(to: number, panelBytes: number, from: number, kBytes: number, K: number): void;
  pack(to: number, stepBytes: number, from: number, laneBytes: number, kBytes: number, K: number, lanes: number): void;
};

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
