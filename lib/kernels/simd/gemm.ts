import type { Engine } from "./engine.js";
import { piecesOf } from "./pack-code.js";

/** At most so many rows of B at a time, so that a panel of it fits the first cache. */
const K_BLOCK = 320;
/**
 * At most so many rows of A: they fit the second cache, and the pages where as many rows of C lie the processor's first table of
 * pages. Whole tiles of four rows, and of six.
 */
const ROW_BLOCK = 60;
const EDGE_BYTES = 4 * 6 * 16;

/** Scratch of one thread: a tile for the edges, and a packed block of A. */
export const GEMM_SCRATCH: number = EDGE_BYTES + 4 * ROW_BLOCK * K_BLOCK;

/** Columns that are packed together: whole cache lines, each read a single time. */
const WIDE_COLUMNS = 64;

/** What a row of a packed tile is made of. */
const PIECES = { 4: piecesOf(4), 6: piecesOf(6) } as const;

/** A matrix by its first address and strides, in bytes. */
export type Operand = { readonly address: number; readonly rowBytes: number; readonly columnBytes: number };

/** B cut into panels of as many columns as a tile has, each panel's rows side by side, one block of rows after another. */
export type Packed = { readonly address: number; readonly K: number; readonly N: number };

export function panelsOf({ shape }: Engine, N: number): number {
  return Math.ceil(N / shape.columns);
}

export function packedBytes(engine: Engine, K: number, N: number): number {
  return 4 * K * panelsOf(engine, N) * engine.shape.columns;
}

/** Rows of B at a time: equal blocks, so that none is too short to pay for reading and writing C. */
const depthOf = (K: number): number => 4 * Math.ceil(K / Math.ceil(K / K_BLOCK) / 4);

/** Packs panels [from, to) of B: [K, N]. */
export function packPanels(engine: Engine, B: Operand, { address, K, N }: Packed, from: number, to: number): void {
  const { wasm, shape } = engine;
  const rowOfPanels = 4 * shape.columns * panelsOf(engine, N);
  const depth = depthOf(K);
  for (let k0 = 0; k0 < K; k0 += depth) {
    const k = Math.min(depth, K - k0);
    const panelBytes = 4 * k * shape.columns;
    const start = address + k0 * rowOfPanels;
    let panel = from;
    if (B.columnBytes === 4) {
      const whole = Math.min(to, Math.floor(N / shape.columns));
      for (let count = 0; panel < whole; panel += count) {
        count = Math.min(whole - panel, WIDE_COLUMNS / shape.columns);
        wasm.packPanels(start + panel * panelBytes, panelBytes, at(B, k0, panel * shape.columns), B.rowBytes, k, count);
      }
    }
    for (; panel < to; panel++) {
      const panelAt = start + panel * panelBytes;
      for (let column = 0; column < shape.columns; column += 4) {
        const j = panel * shape.columns + column;
        const source = B.address + k0 * B.rowBytes + j * B.columnBytes;
        const lanes = Math.max(0, Math.min(4, N - j));
        wasm.pack4(panelAt + 4 * column, 4 * shape.columns, source, B.columnBytes, B.rowBytes, k, lanes);
      }
    }
  }
}

/** Rows [from, to) of C = A B or C += A B; the numbers of a row of C lie side by side. */
export function multiplyRows(
  engine: Engine,
  C: Operand,
  A: Operand,
  B: Packed,
  accumulate: boolean,
  scratch: number,
  from: number,
  to: number,
): void {
  const { wasm } = engine;
  const rowOfPanels = 4 * engine.shape.columns * panelsOf(engine, B.N);
  const depth = depthOf(B.K);
  for (let k0 = 0; k0 < B.K; k0 += depth) {
    const k = Math.min(depth, B.K - k0);
    const panels = B.address + k0 * rowOfPanels;
    const add = accumulate || k0 > 0 ? 1 : 0;
    const alone = (to - from) % engine.shape.rows === 1 ? to - 1 : to; // one row in a tile takes as long as four
    for (let row = from; row < alone; row += ROW_BLOCK) {
      const rows = Math.min(ROW_BLOCK, alone - row);
      packTiles(engine, A, row, rows, k0, k, scratch + EDGE_BYTES);
      wasm.multiplyBlock(scratch + EDGE_BYTES, panels, at(C, row, 0), C.rowBytes, k, rows, B.N, add, scratch);
    }
    if (alone < to) wasm.multiplyRow(at(A, alone, k0), A.columnBytes, panels, at(C, alone, 0), k, B.N, add, scratch);
  }
}

const at = ({ address, rowBytes, columnBytes }: Operand, row: number, column: number): number =>
  address + row * rowBytes + column * columnBytes;

/** A's rows in tiles, each tile's columns side by side; missing rows of the last tile are left out. */
function packTiles({ wasm, shape }: Engine, A: Operand, row: number, rows: number, k0: number, k: number, to: number) {
  const tileBytes = 4 * k * shape.rows;
  let i = 0;
  if (A.rowBytes === 4) {
    const whole = rows - (rows % shape.rows);
    for (let count = 0; i < whole; i += count * shape.rows) {
      count = Math.min((whole - i) / shape.rows, Math.floor(WIDE_COLUMNS / shape.rows));
      wasm.packTiles(to + 4 * k * i, tileBytes, at(A, row + i, k0), A.columnBytes, k, count);
    }
  }
  for (; i < rows; i += shape.rows) {
    for (const { first, size } of PIECES[shape.rows]) {
      const lanes = Math.min(size, rows - i - first);
      if (lanes <= 0) break;
      const [piece, source] = [to + 4 * k * i + 4 * first, at(A, row + i + first, k0)];
      const pack = size === 4 ? wasm.pack4 : wasm.pack2;
      pack(piece, 4 * shape.rows, source, A.rowBytes, A.columnBytes, k, lanes);
    }
  }
}
