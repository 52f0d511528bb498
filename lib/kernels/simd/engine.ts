import { type ArrayExports, defineArrays } from "./arrays-code.js";
import { ModuleBuilder } from "./assembler.js";
import { type AttentionExports, defineAttention } from "./attention-code.js";
import { type CellExports, defineCells } from "./cells-code.js";
import { Constants } from "./functions.js";
import { defineBlock, defineTiles, type GemmExports, type GemmShape } from "./gemm-code.js";
import { type ChapterGruExports, defineChapterGru } from "./gru-chapter-code.js";
import { definePack, defineWholePacks, type PackExports } from "./pack-code.js";
import { definePackedRow, type PackedRowExports } from "./packed-row-code.js";
import { defineRows, type RowExports } from "./row-code.js";

/** Where things lie in the memory, in bytes: the threads' mailbox, the repeated constants, then free room. */
export const MAILBOX = 0;
export const CONSTANTS = 4096;
export const FREE = 8192;

/** The compiled functions; addresses and strides in bytes. */
export type EngineExports = GemmExports &
  PackedRowExports &
  PackExports &
  RowExports &
  CellExports &
  ChapterGruExports &
  ArrayExports &
  AttentionExports;

/** One thread's way to the memory that all threads share. */
export type Engine = {
  readonly shape: GemmShape;
  readonly wasm: EngineExports;
  /** The whole memory as numbers: entry i lies at byte 4i. */
  readonly floats: Float32Array;
  readonly integers: Int32Array;
};

/** The binary module for a way of multiplying, and the constants to put at `CONSTANTS`. */
export function assemble(
  shape: GemmShape,
  memory: { readonly pages: number; readonly shared: boolean },
): { bytes: Uint8Array; constants: Uint32Array } {
  const module = new ModuleBuilder();
  const constants = new Constants(CONSTANTS, shape.fma);
  defineTiles(module, shape);
  definePack(module);
  defineWholePacks(module, shape);
  defineBlock(module, shape);
  definePackedRow(module, shape);
  defineRows(module, shape);
  defineCells(module, constants);
  defineChapterGru(module, constants);
  defineArrays(module, constants);
  defineAttention(module, constants);
  return { bytes: module.bytes(memory), constants: constants.bytes };
}

/** Puts the compiled module to work on the memory. */
export function startEngine(module: WebAssembly.Module, memory: WebAssembly.Memory, shape: GemmShape): Engine {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return {
    shape,
    wasm: exports as unknown as EngineExports,
    floats: new Float32Array(memory.buffer),
    integers: new Int32Array(memory.buffer),
  };
}
