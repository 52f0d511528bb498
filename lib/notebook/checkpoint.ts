import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ArgumentError } from "../tensor/errors.js";
import type { Checkpoint } from "../training/checkpoint.js";
import { loadSafetensors, saveSafetensors } from "../weights/safetensors.js";

/**
 * Writes a checkpoint as one safetensors file, which Python can read too; its numbers travel as JSON, which keeps them
 * exactly. Whoever reads the path, even after a power cut, finds the old checkpoint or the new one, never half.
 */
export function saveCheckpoint(path: string, { tensors, numbers }: Checkpoint): void {
  writeAtomically(path, saveSafetensors(tensors, { checkpoint: JSON.stringify(numbers, refuseNonFinite) }));
}

/** The checkpoint at `path`, for `restoreCheckpoint`; null when there is none yet. */
export function loadCheckpoint(path: string): Checkpoint | null {
  const bytes = readIfThere(path);
  if (bytes === null) return null;
  const { tensors, metadata } = loadSafetensors(bytes);
  if (metadata.checkpoint === undefined) throw new ArgumentError(`loadCheckpoint: ${path} is not a checkpoint`);
  return { tensors, numbers: JSON.parse(metadata.checkpoint) };
}

/** Into a file beside it, flushed to the disk, then renamed: the rename happens whole or not at all. */
function writeAtomically(path: string, bytes: Uint8Array): void {
  const beside = `${path}.part`;
  try {
    withFile(beside, "w", (file) => {
      writeFileSync(file, bytes);
      fsyncSync(file);
    });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  // The rename itself lasts once the folder is flushed; Windows can neither open a folder nor needs to.
  if (process.platform !== "win32") withFile(dirname(path), "r", fsyncSync);
}

function withFile(path: string, flags: string, use: (file: number) => void): void {
  const file = openSync(path, flags);
  try {
    use(file);
  } finally {
    closeSync(file);
  }
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** JSON would write NaN and infinities as null without a word. */
function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw new ArgumentError(`saveCheckpoint: ${key} must be finite, got ${value}`);
}
