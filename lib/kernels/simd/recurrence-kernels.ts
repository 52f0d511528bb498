import type { Vec } from "../../tensor/dtype.js";
import type { Kernels } from "../kernels.js";
import { plain } from "../plain.js";
import type { GruGrads, LstmGrads, Run, RunGrads } from "../runs.js";
import { packedBytes } from "./gemm.js";
import { packedAddress, paysToPack } from "./product-kernels.js";
import { Staging } from "./staging.js";
import { ROW_UNIT, SCRATCH_PER_PART, type TaskName } from "./tasks.js";
import { present, type Workshop } from "./workshop.js";

type Names = `${"rnn" | "lstm" | "gru"}${"Forward" | "Backward"}`;
type Steps = readonly [number, number];
/** What a cell has besides h: the LSTM's c, or the GRU's `hidden` and bias. */
type Extra = { readonly array?: Vec; readonly bias?: Vec };
type Grads = RunGrads & Partial<Pick<LstmGrads, "dcNext"> & Pick<GruGrads, "dHidden">>;

/** Recurrences. */
export function recurrenceKernels(shop: Workshop): Pick<Kernels, Names> {
  const recur = (task: TaskName, run: Run, extra: Extra, steps: Steps, grads?: Grads) =>
    walk(shop, task, run, extra, steps, grads);
  return {
    rnnForward: (run, from, to) => {
      if (!recur("rnnForward", run, {}, [from, to])) plain.rnnForward(run, from, to);
    },
    rnnBackward: (run, grads, from, to) => {
      if (!recur("rnnBackward", run, {}, [from, to], grads)) plain.rnnBackward(run, grads, from, to);
    },
    lstmForward: (run, from, to) => {
      if (!recur("lstmForward", run, { array: run.c }, [from, to])) plain.lstmForward(run, from, to);
    },
    lstmBackward: (run, grads, from, to) => {
      if (!recur("lstmBackward", run, { array: run.c }, [from, to], grads)) plain.lstmBackward(run, grads, from, to);
    },
    gruForward: (run, from, to) => {
      const task = run.form === "torch" ? "gruForward" : "chapterGruForward";
      if (!recur(task, run, { array: run.hidden, bias: run.bh }, [from, to])) plain.gruForward(run, from, to);
    },
    gruBackward: (run, grads, from, to) => {
      const task = run.form === "torch" ? "gruBackward" : "chapterGruBackward";
      const extra = { array: run.hidden, bias: run.bh };
      if (!recur(task, run, extra, [from, to], grads)) plain.gruBackward(run, grads, from, to);
    },
  };
}

/** Packs W_h (transposed on the way forward), then every thread walks through time with its rows. */
function walk(shop: Workshop, task: TaskName, run: Run, extra: Extra, steps: Steps, grads?: Grads): boolean {
  const { engine, team } = shop;
  const { T, B, H, Wh, gates, h, lengths } = run;
  if (steps[0] === steps[1]) return true;
  const width = Wh.length / H;
  const outputs = grads && [grads.dh, grads.dhNext, grads.dcNext, grads.dGates, grads.dHidden];
  const written = outputs ? present(...outputs) : present(gates, h, extra.array);
  const read = present<Vec | Int32Array>(Wh, gates, h, extra.array, extra.bias, lengths);
  const staging = new Staging(engine, shop.heap, read, written);
  const address = (array: Vec | Int32Array | null | undefined) => (array ? staging.address(array) : 0);
  const packs = packsOf(shop, task, run, width, steps, grads);
  const packing = packs.reduce((sum, { bytes }) => sum + bytes, 0);
  const wanted = team.partsFor(2 * B * H * width * (steps[1] - steps[0]));
  const parts = B > ROW_UNIT ? wanted : 1;
  return staging.run(packing + parts * SCRATCH_PER_PART, (scratch) => {
    let next = scratch;
    const packed = packs.map(({ ready, row, rows, bytes }) => {
      if (ready !== null) return ready;
      const from = address(Wh) + 4 * row * H;
      team.run("packB", grads ? [from, 4 * H, 4, next, rows, H] : [from, 4, 4 * H, next, H, rows], parts);
      next += bytes;
      return next - bytes;
    });
    const shape = [T, B, H, width, run.reverse ? 1 : 0, address(lengths), address(gates), address(h)];
    const others = [address(extra.array), address(extra.bias), address(Wh), packed[0] ?? 0, packed[1] ?? 0];
    const numbers = [...shape, ...others, ...steps, scratch + packing];
    team.run(task, outputs ? [...numbers, ...outputs.map(address)] : numbers, parts);
  });
}

/** Rows of W_h to be packed by themselves, in so many bytes of scratch; or where they lie packed already. */
type Pack = { readonly row: number; readonly rows: number; readonly bytes: number; readonly ready: number | null };

/**
 * W_h as a whole, or in the chapter's GRU the rows of the gates and those of the candidate: they meet other inputs. None for
 * a single row and a few steps.
 */
function packsOf(shop: Workshop, task: TaskName, run: Run, width: number, steps: Steps, grads?: Grads): Pack[] {
  const { B, H } = run;
  const inBlocks = task.startsWith("chapter");
  const ready = inBlocks ? null : packedAddress(shop, grads ? grads.Wh : run.WhTransposed);
  if (ready === null && B === 1 && !paysToPack(steps[1] - steps[0])) return [];
  const bytes = (rows: number): number => packedBytes(shop.engine, grads ? rows : H, grads ? H : rows);
  if (inBlocks) {
    return [
      { row: 0, rows: 2 * H, bytes: bytes(2 * H), ready: null },
      { row: 2 * H, rows: H, bytes: bytes(H), ready: null },
    ];
  }
  return [{ row: 0, rows: width, bytes: ready === null ? bytes(width) : 0, ready }];
}
