import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { FigureModule } from "../../lib/figures/figure-module.js";

const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

/** Where a figure's last full run is kept: source code, so that notebooks and browsers have it without reading files. */
function recordingOf({ slug }: FigureModule): string {
  return fileURLToPath(new URL(`../../lib/figures/recorded/${slug}.ts`, import.meta.url));
}

/** Puts the data of a full run in the place of the last one. */
export async function record(module: FigureModule, data: unknown): Promise<void> {
  const file = recordingOf(module);
  await writeFile(file, withRecording(await readFile(file, "utf8"), { settings: module.settings, data }));
  execFileSync(process.execPath, [biome, "check", "--write", file]);
}

/** The source with another value; numbers to five digits, more than any claim needs. */
export function withRecording(source: string, recording: object): string {
  const declaration = source.match(/^[\s\S]*?export const \w+: [^=]+= /)?.[0];
  if (!declaration) throw new Error("A recording must be one exported constant with a type.");
  const short = (_: string, value: unknown): unknown =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value;
  return `${declaration}${JSON.stringify(recording, short)};\n`;
}
