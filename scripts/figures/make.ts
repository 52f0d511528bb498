import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type FigureModule, runFigure } from "../../lib/figures/figure-module.js";
import { formatDuration } from "../../lib/notebook/format.js";
import { root } from "../setup/paths.mjs";
import { record } from "./record.js";
import { writeAssets, writeFigure, writeIndex, writeLivePages } from "./write.js";

type MakeOptions = {
  readonly fast: boolean;
  readonly out: string;
  readonly signal: AbortSignal;
  /** Keeps the data of trainings as what `fast` shows from now on. */
  readonly record?: boolean;
};

/** Computes and writes `modules`, telling how it goes. Returns how many claims do not hold. */
export async function makeFigures(
  modules: readonly FigureModule[],
  { fast, out, signal, record: keep }: MakeOptions,
): Promise<number> {
  await mkdir(out, { recursive: true });
  await writeAssets(out);
  let failed = 0;
  for (const module of modules) {
    const start = performance.now();
    const name = `figure ${String(module.number).padStart(2)}  ${module.slug.padEnd(18)}`;
    const onProgress = (done: number): void => status(`${name} ${Math.floor(100 * done)} %`);
    onProgress(0);
    const result = await runFigure(module, { fast, onProgress, signal, read });
    await writeFigure(out, module, result);
    if (keep && module.recorded) await record(module, result.data);
    const broken = result.criteria.filter(({ holds }) => !holds);
    const took = formatDuration((performance.now() - start) / 1000);
    status("");
    console.log(
      `${name} ${took.padStart(7)}  ${result.criteria.length - broken.length} of ${result.criteria.length} claims hold`,
    );
    for (const { claim } of broken) console.log(`           does not hold: ${claim}`);
    failed += broken.length;
  }
  status("live figures");
  await writeLivePages(out);
  status("");
  await writeIndex(out);
  console.log(`\n${join(out, "index.html")}`);
  return failed;
}

/** A file of data/, for figures of trained models. */
const read = (file: string): Promise<Uint8Array> => readFile(join(root, "data", file));

/** The line at the bottom of a terminal. */
function status(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`);
}
