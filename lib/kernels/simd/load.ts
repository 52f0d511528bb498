import type { Kernels } from "../kernels.js";
import { plain } from "../plain.js";
import { assemble, type Engine, FREE, startEngine } from "./engine.js";
import { allowFlags } from "./flags.js";
import type { GemmShape } from "./gemm-code.js";
import { Heap } from "./heap.js";
import { agreesWithPlain, fastest } from "./probe.js";
import { simdKernels } from "./simd.js";
import { soloTeam, startTeam, type Team } from "./threads.js";

export type SimdOptions = {
  /** Threads that share the work, this one included. */
  readonly threads?: number;
  /** Bytes reserved; a page is only taken once something is written to it. */
  readonly memory?: number;
  /** How to multiply; found by trying when it is left out. */
  readonly shape?: GemmShape;
};

const PAGE = 65536;
const GIBIBYTE = 2 ** 30;
/** Twice as fast as the others where pairs of vectors are joined, half as fast where they are not. */
const WIDE: GemmShape = { fma: true, rows: 6, columns: 16 };
const FUSED: GemmShape = { fma: true, rows: 4, columns: 8 };
const UNFUSED: GemmShape = { fma: false, rows: 4, columns: 8 };

/**
 * The fastest kernels of this engine: assembled, compiled and tried here and now, in some milliseconds. Throws when the
 * engine has no SIMD, when there is no memory, or when the results differ from the plain kernels.
 */
export function loadSimd({ threads = defaultThreads(), memory: bytes = GIBIBYTE, shape }: SimdOptions = {}): Kernels {
  const { joinsPairs } = allowFlags();
  const shared = canShare();
  const helpers = shared ? threads - 1 : 0;
  const pages = Math.floor(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  const compileAll = (shapes: readonly GemmShape[]) => shapes.flatMap((one) => compile(one, memory, pages, shared));
  const best = compileAll(shape ? [shape] : joinsPairs ? [WIDE, FUSED] : [FUSED]);
  const candidates = best.length > 0 || shape ? best : compileAll([UNFUSED]);
  if (candidates.length === 0) throw new Error("this engine has no WebAssembly SIMD");
  const { engine, module } = fastest(candidates);
  const heap = new Heap(engine.floats, FREE);
  const solo = simdKernels("simd", { engine, heap, team: soloTeam(engine) });
  if (!agreesWithPlain(solo, plain)) throw new Error("its results differ from the plain kernels'");
  const joining = { module, memory, shape: engine.shape };
  const team: Team = helpers > 0 ? startTeam(engine, joining, helpers) : soloTeam(engine);
  return simdKernels(nameOf(engine, helpers + 1), { engine, heap, team });
}

type Candidate = { readonly engine: Engine; readonly module: WebAssembly.Module };

function compile(shape: GemmShape, memory: WebAssembly.Memory, pages: number, shared: boolean): Candidate[] {
  const bytes = assemble(shape, { pages, shared });
  if (!WebAssembly.validate(bytes as BufferSource)) return [];
  const module = new WebAssembly.Module(bytes as BufferSource);
  return [{ engine: startEngine(module, memory, shape), module }];
}

function nameOf({ shape }: Engine, threads: number): string {
  return `simd ${shape.fma ? "fma " : ""}${shape.rows}×${shape.columns}, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
}

/** Threads share memory in Node always, in a browser only on a page that is isolated from others. */
function canShare(): boolean {
  return typeof SharedArrayBuffer !== "undefined" && globalThis.crossOriginIsolated !== false;
}

function defaultThreads(): number {
  const wanted = Number(globalThis.process?.env?.UNROLLED_THREADS);
  const cores = globalThis.navigator?.hardwareConcurrency ?? 2;
  return Number.isSafeInteger(wanted) && wanted >= 1 ? wanted : Math.min(2, cores);
}
