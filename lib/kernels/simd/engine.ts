import { type ArrayExports, defineArrays } from "./arrays-code.js";
import { ModuleBuilder } from "./assembler.js";
import { type AttentionExports, defineAttention } from "./attention-code.js";
import { type CellExports, defineCells } from "./cells-code.js";
import { defineBlock, defineTiles, type GemmExports, type GemmShape } from "./gemm-code.js";
import { type ChapterGruExports, defineChapterGru } from "./gru-chapter-code.js";
import { definePack, defineWholePacks, type PackExports } from "./pack-code.js";
import { definePackedRow, type PackedRowExports } from "./packed-row-code.js";
import { defineRows, type RowExports } from "./row-code.js";

/** Where things lie in the memory, in bytes: the threads' mailbox, then free room. */
export const MAILBOX = 0;
export const FREE = 4096;

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

/** The binary module for a way of multiplying. */
export function assemble(shape: GemmShape, memory: { readonly pages: number; readonly shared: boolean }): Uint8Array {
  const { fma } = shape;
  const module = new ModuleBuilder();
  defineTiles(module, shape);
  definePack(module);
  defineWholePacks(module, shape);
  defineBlock(module, shape);
  definePackedRow(module, shape);
  defineRows(module, shape);
  defineCells(module, fma);
  defineChapterGru(module, fma);
  defineArrays(module, fma);
  defineAttention(module, fma);
  return module.bytes(memory);
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
