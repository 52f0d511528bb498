import type { Engine } from "./engine.js";
import { ROW_COLUMNS, TILE_ROWS, WIDE_COLUMNS } from "./gemm-code.js";

/** Rows of B, and rows of A, that are worked on at a time: a panel of B fits the first cache, a block of A the second. */
const K_BLOCK = 256;
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

/** Packs panels [from, to) of B: [K, N]. */
export function packPanels(engine: Engine, B: Operand, { address, K, N }: Packed, from: number, to: number): void {
  const { wasm, shape } = engine;
  const rowOfPanels = 4 * shape.columns * panelsOf(engine, N);
  for (let k0 = 0; k0 < K; k0 += K_BLOCK) {
    const k = Math.min(K_BLOCK, K - k0);
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
  for (let k0 = 0; k0 < B.K; k0 += K_BLOCK) {
    const k = Math.min(K_BLOCK, B.K - k0);
    const panels = B.address + k0 * rowOfPanels;
    const add = accumulate || k0 > 0;
    if (to - from === 1 && A.columnBytes === 4) {
      multiplyOneRow(engine, at(C, from, 0), at(A, from, k0), panels, k, B.N, add, scratch);
      continue;
    }
    for (let row = from; row < to; row += ROW_BLOCK) {
      const rows = Math.min(ROW_BLOCK, to - row);
      packTiles(engine, A, row, rows, k0, k, scratch + EDGE_BYTES);
      multiplyTiles(engine, at(C, row, 0), C.rowBytes, rows, panels, k, B.N, add, scratch);
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

function multiplyTiles(
  engine: Engine,
  c: number,
  rowBytes: number,
  rows: number,
  panels: number,
  k: number,
  N: number,
  add: boolean,
  scratch: number,
): void {
  const { columns } = engine.shape;
  const [tiles, a] = [Math.floor(rows / TILE_ROWS), scratch + EDGE_BYTES];
  const whole = Math.floor(N / columns);
  if (tiles > 0 && whole > 0) engine.wasm.multiplyBlock(a, panels, c, rowBytes, k, tiles, whole, add ? 1 : 0);
  for (let i = 0; i < rows; i += TILE_ROWS) {
    const height = Math.min(TILE_ROWS, rows - i);
    for (let j = height < TILE_ROWS ? 0 : whole * columns; j < N; j += columns) {
      const [tileA, panel] = [a + 4 * k * i, panels + 4 * k * j];
      engine.wasm.multiplySet(tileA, panel, scratch, 4 * columns, k);
      copyTile(engine, scratch, c + i * rowBytes + 4 * j, rowBytes, height, Math.min(columns, N - j), add);
    }
  }
}

/** A batch of one: no packing of A, 32 columns at a time. */
function multiplyOneRow(
  engine: Engine,
  c: number,
  a: number,
  panels: number,
  k: number,
  N: number,
  add: boolean,
  scratch: number,
): void {
  const { wasm, shape } = engine;
  let j = 0;
  for (; j + ROW_COLUMNS <= N; j += ROW_COLUMNS) wasm.multiplyRow(a, panels + 4 * k * j, c + 4 * j, k, add ? 1 : 0);
  if (j === N) return;
  wasm.pack(scratch + EDGE_BYTES, 4 * TILE_ROWS, a, 4, 4, k, 1);
  for (; j < N; j += shape.columns) {
    wasm.multiplySet(scratch + EDGE_BYTES, panels + 4 * k * j, scratch, 4 * shape.columns, k);
    copyTile(engine, scratch, c + 4 * j, 0, 1, Math.min(shape.columns, N - j), add);
  }
}

/** The part of a tile that lies inside C. */
function copyTile(
  { floats, shape }: Engine,
  tile: number,
  c: number,
  rowBytes: number,
  rows: number,
  columns: number,
  add: boolean,
): void {
  for (let i = 0; i < rows; i++) {
    const [source, target] = [tile / 4 + i * shape.columns, (c + i * rowBytes) / 4];
    for (let j = 0; j < columns; j++) floats[target + j] = floats[source + j] + (add ? floats[target + j] : 0);
  }
}
