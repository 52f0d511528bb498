import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a checkpoint's bytes so that whoever reads the path, even after a power cut, finds the old file or the new one,
 * never half: into a file beside it, flushed to the disk, then renamed.
 */
export function writeCheckpoint(path: string, bytes: Uint8Array): void {
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

/** A checkpoint's bytes, for `restoreCheckpoint`; null when there is none yet. */
export function readCheckpoint(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function withFile(path: string, flags: string, use: (file: number) => void): void {
  const file = openSync(path, flags);
  try {
    use(file);
  } finally {
    closeSync(file);
  }
}
