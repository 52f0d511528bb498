import type { Engine } from "./engine.js";
import { TILE_ROWS } from "./gemm-code.js";
import { WIDE_COLUMNS } from "./pack-code.js";

/** At most so many rows of B, and rows of A, at a time: a panel of B fits the first cache, a block of A the second. */
const K_BLOCK = 320;
const ROW_BLOCK = 128;
const EDGE_BYTES = 4 * TILE_ROWS * 16;

/** Scratch of one thread: a tile for the edges, and a packed block of A. */
export const GEMM_SCRATCH: number = EDGE_BYTES + 4 * ROW_BLOCK * K_BLOCK;

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
      const last = Math.min(to, Math.floor(N / shape.columns)) - WIDE_COLUMNS / shape.columns;
      for (; panel <= last; panel += WIDE_COLUMNS / shape.columns) {
        wasm.packWideB(start + panel * panelBytes, panelBytes, at(B, k0, panel * shape.columns), B.rowBytes, k);
      }
    }
    for (; panel < to; panel++) {
      const panelAt = start + panel * panelBytes;
      for (let column = 0; column < shape.columns; column += 4) {
        const j = panel * shape.columns + column;
        const source = B.address + k0 * B.rowBytes + j * B.columnBytes;
        const lanes = Math.max(0, Math.min(4, N - j));
        wasm.pack(panelAt + 4 * column, 4 * shape.columns, source, B.columnBytes, B.rowBytes, k, lanes);
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
  const rowOfPanels = 4 * engine.shape.columns * panelsOf(engine, B.N);
  const depth = depthOf(B.K);
  for (let k0 = 0; k0 < B.K; k0 += depth) {
    const k = Math.min(depth, B.K - k0);
    const panels = B.address + k0 * rowOfPanels;
    const add = accumulate || k0 > 0;
    for (let row = from; row < to; row += ROW_BLOCK) {
      const rows = Math.min(ROW_BLOCK, to - row);
      packTiles(engine, A, row, rows, k0, k, scratch + EDGE_BYTES);
      const [a, c] = [scratch + EDGE_BYTES, at(C, row, 0)];
      engine.wasm.multiplyBlock(a, panels, c, C.rowBytes, k, rows, B.N, add ? 1 : 0, scratch);
    }
  }
}

const at = ({ address, rowBytes, columnBytes }: Operand, row: number, column: number): number =>
  address + row * rowBytes + column * columnBytes;

/** A's rows in tiles of four, each tile's columns side by side; missing rows of the last tile are zeros. */
function packTiles({ wasm }: Engine, A: Operand, row: number, rows: number, k0: number, k: number, to: number): void {
  let i = 0;
  if (A.rowBytes === 4) {
    for (; i + WIDE_COLUMNS <= rows; i += WIDE_COLUMNS) {
      wasm.packWideA(to + 4 * k * i, 4 * k * TILE_ROWS, at(A, row + i, k0), A.columnBytes, k);
    }
  }
  for (; i < rows; i += TILE_ROWS) {
    const lanes = Math.min(TILE_ROWS, rows - i);
    wasm.pack(to + 4 * k * i, 4 * TILE_ROWS, at(A, row + i, k0), A.rowBytes, A.columnBytes, k, lanes);
  }
}
