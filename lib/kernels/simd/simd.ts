import { type DType, type Vec, zeros } from "../../tensor/dtype.js";
import type { AdditiveAttention, AdditiveAttentionGrads } from "../attention.js";
import type { AdamStep, Kernels } from "../kernels.js";
import type { Matrix } from "../matrix.js";
import { plain } from "../plain.js";
import type { GruGrads, GruRun, LstmGrads, LstmRun, RnnRun, Run, RunGrads } from "../runs.js";
import type { Engine } from "./engine.js";
import { packedBytes } from "./gemm.js";
import type { Heap } from "./heap.js";
import { Staging } from "./staging.js";
import { SCRATCH_PER_PART, type TaskName } from "./tasks.js";
import type { Team } from "./threads.js";

/** The kernels on WebAssembly SIMD. What it has no loop for, or no room for, the plain kernels do on the same arrays. */
export function simdKernels(name: string, engine: Engine, heap: Heap, team: Team): Kernels {
  const { wasm } = engine;
  const stage = (read: readonly (Vec | Int32Array)[], written: readonly Vec[]) =>
    new Staging(engine, heap, read, written);

  function gemm(C: Matrix, A: Matrix, B: Matrix, accumulate: boolean): void {
    const [M, K, N] = [C.rows, A.columns, C.columns];
    if (M * K * N === 0) {
      plain.gemm(C, A, B, accumulate);
      return;
    }
    const staging = stage([A.data, B.data], [C.data]);
    const operand = ({ data, offset, rowStride, columnStride }: Matrix) => [
      staging.address(data, offset),
      4 * rowStride,
      4 * columnStride,
    ];
    const packing = packedBytes(engine, K, N);
    const parts = team.partsFor(2 * M * K * N);
    const done = staging.run(packing + parts * SCRATCH_PER_PART, (scratch) => {
      const own = scratch + packing;
      team.run("packB", [...operand(B), scratch, K, N], parts);
      team.run("multiply", [...operand(C), ...operand(A), scratch, M, K, N, accumulate ? 1 : 0, own], parts);
    });
    if (!done) plain.gemm(C, A, B, accumulate);
  }

  /** Packs W_h (transposed on the way forward) and lets every thread walk through time with its rows. */
  function recur(task: TaskName, run: Run, extra: RunExtra, steps: readonly [number, number], grads?: Grads): boolean {
    const { T, B, H, Wh, gates, h, lengths } = run;
    if (H % 4 !== 0 || steps[0] === steps[1]) return false;
    const width = Wh.length / H;
    const [K, N] = grads ? [width, H] : [H, width];
    const written = grads ? Object.values(grads) : [gates, h, extra.array ?? h];
    const staging = stage([Wh, gates, h, ...present<Vec | Int32Array>(extra.array, extra.bias, lengths)], written);
    const address = (array: Vec | Int32Array | null | undefined) => (array ? staging.address(array) : 0);
    const packing = packedBytes(engine, K, N);
    const parts = team.partsFor(2 * B * H * width * (steps[1] - steps[0]));
    return staging.run(packing + parts * SCRATCH_PER_PART, (scratch) => {
      const W = address(Wh);
      team.run("packB", [W, ...(grads ? [4 * H, 4] : [4, 4 * H]), scratch, K, N], parts);
      const shape = [T, B, H, width, run.reverse ? 1 : 0, address(lengths), address(gates), address(h)];
      const numbers = [...shape, address(extra.array), address(extra.bias), scratch, ...steps, scratch + packing];
      const outs = grads && [grads.dh, grads.dhNext, grads.dcNext, grads.dGates, grads.dHidden].map(address);
      team.run(task, outs ? [...numbers, ...outs] : numbers, parts);
    });
  }

  function attend(run: AdditiveAttention, arrays: AttentionArrays, grads?: AdditiveAttentionGrads): boolean {
    const { T, B, A, H, lengths, v, keys, h } = run;
    if (A % 4 !== 0 || H % 4 !== 0) return false;
    const { q, alpha, context, dContext, dq } = arrays;
    const written = present(context, dq, grads ? undefined : alpha, grads?.dv, grads?.dKeys, grads?.dh);
    const staging = stage(present<Vec | Int32Array>(v, keys, h, q, alpha, dContext, lengths), written);
    const address = (array: Vec | Int32Array | null | undefined) => (array ? staging.address(array) : 0);
    const parts = team.partsFor(40 * T * B * A);
    return staging.run(grads ? 4 * B * (A + T) : 0, (dvRows) => {
      const inputs = [T, B, A, H, ...[lengths, v, keys, h, q, alpha, context, dContext, dq].map(address)];
      const outputs = [dvRows, address(grads?.dKeys), address(grads?.dh), dvRows + 4 * B * A];
      team.run(grads ? "attentionBackward" : "attentionForward", [...inputs, ...outputs], parts);
      if (grads) for (let b = 0; b < B; b++) wasm.addTo(dvRows + 4 * b * A, address(grads.dv), A);
    });
  }

  const plainFor = { copy, addBias, axpy, scale, sumOfSquares, adam, softmaxCrossEntropy };

  /** The largest multiple of four, and the views of what is left over. */
  const tail = (n: number) => n - (n % 4);

  /** Rows that lie side by side are moved as blocks of memory. */
  function copy(C: Matrix, A: Matrix): void {
    const rowwise = A.columnStride === 1 && C.columnStride === 1;
    if (!rowwise || !heap.holds(A.data) || !heap.holds(C.data)) {
      plain.copy(C, A);
      return;
    }
    for (let i = 0; i < A.rows; i++) wasm.move(addressOf(C, i), addressOf(A, i), 4 * A.columns);
  }

  function addBias(A: Matrix, bias: Vec): void {
    if (!heap.holds(A.data) || !heap.holds(bias) || A.columns % 4 !== 0) {
      plain.addBias(A, bias);
      return;
    }
    for (let i = 0; i < A.rows; i++) wasm.addTo(bias.byteOffset, addressOf(A, i), A.columns);
  }

  function addColumnSums(out: Vec, A: Matrix): void {
    if (!heap.holds(A.data) || !heap.holds(out) || A.columns % 4 !== 0) {
      plain.addColumnSums(out, A);
      return;
    }
    for (let i = 0; i < A.rows; i++) wasm.addTo(addressOf(A, i), out.byteOffset, A.columns);
  }

  function axpy(alpha: number, x: Vec, y: Vec): void {
    if (!heap.holds(x) || !heap.holds(y)) {
      plain.axpy(alpha, x, y);
      return;
    }
    const whole = tail(x.length);
    wasm.axpy(x.byteOffset, y.byteOffset, whole, alpha);
    plain.axpy(alpha, x.subarray(whole), y.subarray(whole));
  }

  function scale(alpha: number, x: Vec): void {
    if (!heap.holds(x)) {
      plain.scale(alpha, x);
      return;
    }
    const whole = tail(x.length);
    wasm.scale(x.byteOffset, whole, alpha);
    plain.scale(alpha, x.subarray(whole));
  }

  function sumOfSquares(x: Vec): number {
    if (!heap.holds(x)) return plain.sumOfSquares(x);
    const whole = tail(x.length);
    return wasm.sumOfSquares(x.byteOffset, whole) + plain.sumOfSquares(x.subarray(whole));
  }

  function adam(theta: Vec, g: Vec, m: Vec, v: Vec, step: AdamStep): void {
    const arrays = [theta, g, m, v];
    if (!arrays.every((array) => heap.holds(array))) {
      plain.adam(theta, g, m, v, step);
      return;
    }
    const whole = tail(theta.length);
    const { rate, vScale, beta1, beta2, epsilon, gradScale } = step;
    const numbers = [rate, vScale, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, gradScale] as const;
    team.run("adam", [...arrays.map((array) => array.byteOffset), whole, ...numbers], team.partsFor(20 * whole));
    if (whole === theta.length) return;
    const rest = arrays.map((array) => array.subarray(whole));
    heap.scratch(64, (address) => {
      const fours = rest.map((array, k) => copyIn(engine, array, address + 16 * k));
      wasm.adam(address, address + 16, address + 32, address + 48, 4, ...numbers);
      for (const [k, array] of rest.entries()) array.set(fours[k]);
    });
  }

  function softmaxCrossEntropy(dLogits: Vec, logits: Vec, targets: Int32Array, V: number, gradScale: number): number {
    if (!heap.holds(dLogits) || !heap.holds(logits) || V % 4 !== 0) {
      return plain.softmaxCrossEntropy(dLogits, logits, targets, V, gradScale);
    }
    let loss = 0;
    for (let n = 0; n < targets.length; n++) {
      const row = { from: logits.byteOffset + 4 * n * V, to: dLogits.byteOffset + 4 * n * V };
      if (targets[n] < 0) dLogits.fill(0, n * V, (n + 1) * V);
      else loss += rowCrossEntropy(engine, row, targets[n], V, gradScale);
    }
    return loss;
  }

  return {
    ...plain,
    ...plainFor,
    name,
    addColumnSums,
    gemm,
    allocate: (size: number, dtype: DType): Vec => (dtype === "float32" && heap.allocate(size)) || zeros(size, dtype),
    rnnForward: (run: RnnRun, from: number, to: number) => {
      if (!recur("rnnForward", run, {}, [from, to])) plain.rnnForward(run, from, to);
    },
    lstmForward: (run: LstmRun, from: number, to: number) => {
      if (!recur("lstmForward", run, { array: run.c }, [from, to])) plain.lstmForward(run, from, to);
    },
    gruForward: (run: GruRun, from: number, to: number) => {
      if (!recurGru("gruForward", run, [from, to])) plain.gruForward(run, from, to);
    },
    rnnBackward: (run: RnnRun, grads: RunGrads, from: number, to: number) => {
      if (!recur("rnnBackward", run, {}, [from, to], { ...grads })) plain.rnnBackward(run, grads, from, to);
    },
    lstmBackward: (run: LstmRun, grads: LstmGrads, from: number, to: number) => {
      if (!recur("lstmBackward", run, { array: run.c }, [from, to], grads)) plain.lstmBackward(run, grads, from, to);
    },
    gruBackward: (run: GruRun, grads: GruGrads, from: number, to: number) => {
      if (!recurGru("gruBackward", run, [from, to], grads)) plain.gruBackward(run, grads, from, to);
    },
    additiveAttentionForward: (run: AdditiveAttention, q: Vec, alpha: Vec, context: Vec) => {
      if (!attend(run, { q, alpha, context })) plain.additiveAttentionForward(run, q, alpha, context);
    },
    additiveAttentionBackward: (
      run: AdditiveAttention,
      grads: AdditiveAttentionGrads,
      q: Vec,
      alpha: Vec,
      dContext: Vec,
      dq: Vec,
    ) => {
      if (attend(run, { q, alpha, dContext, dq }, grads)) return;
      plain.additiveAttentionBackward(run, grads, q, alpha, dContext, dq);
    },
  };

  function recurGru(task: TaskName, run: GruRun, steps: readonly [number, number], grads?: Grads): boolean {
    return run.form === "torch" && recur(task, run, { array: run.hidden, bias: run.bh }, steps, grads);
  }
}

type RunExtra = { readonly array?: Vec; readonly bias?: Vec };
type AttentionArrays = {
  readonly q: Vec;
  readonly alpha: Vec;
  readonly context?: Vec;
  readonly dContext?: Vec;
  readonly dq?: Vec;
};
type Grads = RunGrads & Partial<Pick<LstmGrads, "dcNext"> & Pick<GruGrads, "dHidden">>;

const present = <Item>(...items: readonly (Item | null | undefined)[]): Item[] => items.filter((item) => item != null);

const addressOf = ({ data, offset, rowStride }: Matrix, row: number): number =>
  data.byteOffset + 4 * (offset + row * rowStride);

/** Puts up to four numbers at an address, and gives the view of them there. */
function copyIn({ floats }: Engine, array: Vec, address: number): Float32Array {
  const there = floats.subarray(address / 4, address / 4 + array.length);
  there.set(array);
  return there;
}

/** −ln p[target] of a row; writes gradScale · (p − y). */
function rowCrossEntropy(
  { wasm, floats }: Engine,
  { from, to }: { readonly from: number; readonly to: number },
  target: number,
  V: number,
  gradScale: number,
): number {
  const max = wasm.max(from, V);
  const shifted = floats[from / 4 + target] - max;
  const sum = wasm.expShifted(to, from, V, max);
  wasm.scale(to, V, gradScale / sum);
  floats[to / 4 + target] -= gradScale;
  return Math.log(sum) - shifted;
}
