import type { Vec } from "../../tensor/dtype.js";
import type { Kernels } from "../kernels.js";
import type { Matrix } from "../matrix.js";
import { plain } from "../plain.js";
import { packedBytes } from "./gemm.js";
import { Staging } from "./staging.js";
import { SCRATCH_PER_PART } from "./tasks.js";
import { rowAddress, type Workshop } from "./workshop.js";

/** Matrix products, and what goes over the rows of a matrix. */
export function productKernels(
  shop: Workshop,
): Pick<Kernels, "gemm" | "prepare" | "copy" | "addBias" | "addColumnSums"> {
  const { wasm } = shop.engine;
  const holds = (a: Vec, b: Vec): boolean => shop.heap.holds(a) && shop.heap.holds(b);
  return {
    gemm: (C, A, B, accumulate) => {
      if (!multiply(shop, C, A, B, accumulate)) plain.gemm(C, A, B, accumulate);
    },
    prepare: (B, rows, room) => (paysToPack(rows) ? prepare(shop, B, room) : B),
    copy: (C, A) => {
      const rowwise = A.columnStride === 1 && C.columnStride === 1 && holds(A.data, C.data);
      if (!rowwise) plain.copy(C, A);
      else if (A.rowStride === A.columns && C.rowStride === C.columns) {
        wasm.move(rowAddress(C, 0), rowAddress(A, 0), 4 * A.rows * A.columns);
      } else for (let i = 0; i < A.rows; i++) wasm.move(rowAddress(C, i), rowAddress(A, i), 4 * A.columns);
    },
    addBias: (A, bias) => {
      if (!holds(A.data, bias)) plain.addBias(A, bias);
      else overRows(shop, "addBias", A, bias);
    },
    addColumnSums: (out, A) => {
      if (!holds(A.data, out)) plain.addColumnSums(out, A);
      else overRows(shop, "addColumnSums", A, out);
    },
  };
}

function overRows({ team }: Workshop, task: "addBias" | "addColumnSums", A: Matrix, vector: Vec): void {
  const numbers = [rowAddress(A, 0), 4 * A.rowStride, A.rows, A.columns, vector.byteOffset];
  team.run(task, numbers, team.partsFor(16 * A.rows * A.columns)); // memory counts, not operations
}

/** Packs B once for all threads, then each multiplies its rows. False when there is nothing, or no room, to do it. */
function multiply(shop: Workshop, C: Matrix, A: Matrix, B: Matrix, accumulate: boolean): boolean {
  const { engine, heap, team } = shop;
  const [M, K, N] = [C.rows, A.columns, C.columns];
  if (M * K * N === 0) return false;
  const ready = packedAddress(shop, B);
  if (M === 1 && ready === null && multiplyOneRow(shop, C, A, B, accumulate)) return true;
  const near = (matrix: Matrix): Matrix => (heap.holds(matrix.data) ? matrix : trimmed(matrix));
  const [c, a, b] = [near(C), near(A), near(B)];
  const staging = new Staging(engine, heap, [a.data, b.data], [c.data]);
  const address = ({ data, offset }: Matrix): number => staging.address(data, offset);
  const packing = ready === null ? packedBytes(engine, K, N) : 0;
  const parts = team.partsFor(2 * M * K * N);
  return staging.run(packing + parts * SCRATCH_PER_PART, (scratch) => {
    const [packed, own] = [ready ?? scratch, scratch + packing];
    if (ready === null) team.run("packB", [address(b), 4 * b.rowStride, 4 * b.columnStride, packed, K, N], parts);
    const [toC, fromA] = [address(c), address(a)];
    const [add, cRow, aRow, aColumn] = [accumulate ? 1 : 0, 4 * c.rowStride, 4 * a.rowStride, 4 * a.columnStride];
    team.run("multiply", [toC, cRow, fromA, aRow, aColumn, packed, M, K, N, add, own], parts);
  });
}

/** Whether to pack a matrix for products with so many rows in all: it takes as long as three of them. */
export const paysToPack = (rows: number): boolean => rows > 4;

/** B with a packed copy, if `room` lies in the kernels' memory. */
function prepare(shop: Workshop, B: Matrix, room: (size: number) => Vec): Matrix {
  const { engine, heap, team } = shop;
  const { data, rows: K, columns: N, rowStride, columnStride } = B;
  const packed = heap.holds(data) && K * N > 0 ? room(packedBytes(engine, K, N) / 4) : data;
  if (packed === data || !heap.holds(packed)) return B;
  const numbers = [rowAddress(B, 0), 4 * rowStride, 4 * columnStride, packed.byteOffset, K, N];
  team.run("packB", numbers, team.partsFor(12 * K * N)); // memory counts, not operations
  return { ...B, packed };
}

/** Where a prepared matrix lies packed in this memory, or null. */
export function packedAddress({ heap }: Workshop, B: Matrix | undefined): number | null {
  return B?.packed && heap.holds(B.packed) ? B.packed.byteOffset : null;
}

const holdsAll = ({ heap }: Workshop, C: Matrix, A: Matrix, B: Matrix): boolean =>
  heap.holds(C.data) && heap.holds(A.data) && heap.holds(B.data);

/** A batch of one. False when the numbers do not lie as the loops for it want them. */
function multiplyOneRow(shop: Workshop, C: Matrix, A: Matrix, B: Matrix, accumulate: boolean): boolean {
  const { engine } = shop;
  const [K, N] = [A.columns, C.columns];
  const transposed = B.rowStride === 1;
  const fits = A.columnStride === 1 && (transposed || B.columnStride === 1);
  if (!fits || !holdsAll(shop, C, A, B)) return false;
  const [c, a, b] = [rowAddress(C, 0), rowAddress(A, 0), rowAddress(B, 0)];
  if (!accumulate) engine.wasm.clear(c, N);
  if (transposed) engine.wasm.addRowTimesTransposed(c, a, b, 4 * B.columnStride, K, N);
  else engine.wasm.addRowTimes(c, a, b, 4 * B.rowStride, K, N);
  return true;
}

/** The matrix in the part of its array that it spans: no more has to be copied in. */
function trimmed({ data, offset, rows, columns, rowStride, columnStride }: Matrix): Matrix {
  const end = offset + (rows - 1) * rowStride + (columns - 1) * columnStride + 1;
  return { data: data.subarray(offset, end), offset: 0, rows, columns, rowStride, columnStride, packed: null };
}
