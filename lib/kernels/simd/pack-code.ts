import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler.js";
import type { GemmShape } from "./gemm-code.js";
import { type Expr, f32, f32x4, i32 } from "./instructions.js";
import { parameters } from "./vectors.js";

type Pack = (
  to: number,
  stepBytes: number,
  from: number,
  laneBytes: number,
  kBytes: number,
  K: number,
  lanes: number,
) => void;
type PackWhole = (to: number, panelBytes: number, from: number, kBytes: number, K: number, count: number) => void;

/** Functions that lay operands out for the tiles; addresses and strides in bytes. */
export type PackExports = {
  readonly pack2: Pack;
  readonly pack4: Pack;
  readonly packTiles: PackWhole;
  readonly packPanels: PackWhole;
};

/** A piece of a row of a tile or panel that a vector holds: numbers first … first + size − 1. */
type Piece = { readonly first: number; readonly size: 2 | 4 };

/** Four at a time, and the two that six end with. */
export function piecesOf(width: number): Piece[] {
  return Array.from({ length: Math.ceil(width / 4) }, (_, i) => ({ first: 4 * i, size: width - 4 * i < 4 ? 2 : 4 }));
}

/**
 * `pack4(to, stepBytes, from, laneBytes, kBytes, K, lanes)`: for k = 0 … K − 1 writes four numbers to `to + k·stepBytes`:
 * the ones at `from + k·kBytes + lane·laneBytes` for the first `lanes` lanes, zeros for the rest. `pack2` writes two.
 * Lanes side by side are copied as they are; numbers side by side along k are turned, four by four.
 */
export function definePack(module: ModuleBuilder): void {
  for (const size of [2, 4] as const) definePackOf(module, size);
}

function definePackOf(module: ModuleBuilder, size: 2 | 4): void {
  module.define(`pack${size}`, Array(7).fill("i32"), (f) => {
    const [to, stepBytes, from, laneBytes, kBytes, K, lanes] = parameters(f, 7);
    const end = f.let("i32", i32.add(to.get, i32.mul(K.get, stepBytes.get)));
    const whileBelow = (limit: Expr, copy: () => void): void => {
      f.if(i32.ltU(to.get, limit), () => f.doWhile(copy, () => i32.ltU(to.get, limit)));
    };
    const next = (count: number): void => {
      f.advance(to, i32.mul(stepBytes.get, i32.const(count)));
      f.advance(from, i32.mul(kBytes.get, i32.const(count)));
    };
    const all = i32.eq(lanes.get, i32.const(size));
    f.if(i32.and(all, i32.eq(laneBytes.get, i32.const(4))), () => {
      whileBelow(end.get, () => {
        copyPiece(f, to, from, { first: 0, size });
        next(1);
      });
    });
    f.if(i32.and(all, i32.eq(kBytes.get, i32.const(4))), () => {
      const fours = i32.mul(i32.mul(i32.shiftRight(K.get, i32.const(2)), i32.const(4)), stepBytes.get);
      whileBelow(f.let("i32", i32.add(to.get, fours)).get, () => {
        if (size === 4) turnSquare(f, to, stepBytes, from, laneBytes);
        else turnPair(f, to, stepBytes, from, laneBytes);
        next(4);
      });
    });
    whileBelow(end.get, () => {
      copyLanes(f, to, from, laneBytes, lanes, size);
      next(1);
    });
  });
}

/**
 * `packTiles` and `packPanels(to, panelBytes, from, kBytes, K, count)`: packs so many whole tiles of A, or panels of B, from
 * columns that lie side by side; one starts every `panelBytes`.
 */
export function defineWholePacks(module: ModuleBuilder, { rows, columns }: GemmShape): void {
  for (const [name, width] of [
    ["packTiles", rows],
    ["packPanels", columns],
  ] as const) {
    module.define(name, Array(6).fill("i32"), (f) => {
      const [to, panelBytes, from, kBytes, K, count] = parameters(f, 6);
      const end = f.let("i32", i32.add(to.get, i32.mul(K.get, i32.const(4 * width))));
      const [source, panel, left] = [f.local("i32"), f.local("i32"), f.local("i32")];
      f.doWhile(
        () => {
          f.set(source, from.get);
          f.set(panel, to.get);
          f.set(left, count.get);
          f.doWhile(
            () => {
              for (const piece of piecesOf(width)) copyPiece(f, panel, source, piece);
              f.advance(source, i32.const(4 * width));
              f.advance(panel, panelBytes.get);
              f.advance(left, i32.const(-1));
            },
            () => left.get,
          );
          f.advance(to, i32.const(4 * width));
          f.advance(from, kBytes.get);
        },
        () => i32.ltU(to.get, end.get),
      );
    });
  }
}

function copyPiece(f: FunctionBuilder, to: Local, from: Local, { first, size }: Piece): void {
  if (size === 4) f.storeV128(to.get, f32x4.load(from.get, 4 * first), 4 * first);
  else f.storePair(to.get, f32x4.loadPair(from.get, 4 * first), 0, 4 * first);
}

const multiple = (bytes: Local, count: number): Expr => i32.mul(bytes.get, i32.const(count));

/** Four numbers of each of so many lanes. */
const loadLanes = (f: FunctionBuilder, from: Local, laneBytes: Local, count: number): Expr[] =>
  Array.from({ length: count }, (_, lane) => {
    return f.let("v128", f32x4.load(i32.add(from.get, multiple(laneBytes, lane)))).get;
  });

/** Four numbers of each of four lanes, turned: lane by lane in, k by k out. */
function turnSquare(f: FunctionBuilder, to: Local, stepBytes: Local, from: Local, laneBytes: Local): void {
  const lanes = loadLanes(f, from, laneBytes, 4);
  const pairs = [0, 2].flatMap((lane) => turned(f, lanes[lane], lanes[lane + 1]));
  const rows = [0, 1].flatMap((half) => [
    f32x4.shuffle(pairs[half], pairs[half + 2], [0, 1, 4, 5]),
    f32x4.shuffle(pairs[half], pairs[half + 2], [2, 3, 6, 7]),
  ]);
  for (const [k, row] of rows.entries()) f.storeV128(i32.add(to.get, multiple(stepBytes, k)), row);
}

/** The same for two lanes. */
function turnPair(f: FunctionBuilder, to: Local, stepBytes: Local, from: Local, laneBytes: Local): void {
  const [a, b] = loadLanes(f, from, laneBytes, 2);
  for (const [half, pairs] of turned(f, a, b).entries()) {
    for (const pair of [0, 1] as const) f.storePair(i32.add(to.get, multiple(stepBytes, 2 * half + pair)), pairs, pair);
  }
}

/** a₀b₀ a₁b₁ and a₂b₂ a₃b₃. */
const turned = (f: FunctionBuilder, a: Expr, b: Expr): Expr[] =>
  [
    [0, 4, 1, 5],
    [2, 6, 3, 7],
  ].map((lanes) => f.let("v128", f32x4.shuffle(a, b, lanes)).get);

function copyLanes(f: FunctionBuilder, to: Local, from: Local, laneBytes: Local, lanes: Local, size: number): void {
  for (let lane = 0; lane < size; lane++) {
    const source = i32.add(from.get, i32.mul(laneBytes.get, i32.const(lane)));
    f.ifElse(
      i32.gtU(lanes.get, i32.const(lane)),
      () => f.storeF32(to.get, f32.load(source), 4 * lane),
      () => f.storeF32(to.get, f32.const(0), 4 * lane),
    );
  }
}
