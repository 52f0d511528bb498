import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Reads a file of the project's data/ in Node; the library lies below it, compiled or not. */
export function readData(name: string): Promise<Uint8Array> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "data", name);
    if (existsSync(file)) return readFile(file);
  }
  throw new Error(`there is no data/${name} above ${fileURLToPath(import.meta.url)}`);
}
