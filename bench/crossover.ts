import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { crossover } from "../lib/figures/crossover.js";
import { type CrossoverData, type Engine, engines, settings } from "../lib/figures/crossover-data.js";
import { staticSvg } from "../lib/notebook/static-svg.js";
import { record } from "../scripts/figures/record.js";
import type { Machine } from "./machine.js";
import { type Race, race, type Standing } from "./race.js";
import { machineLine, status, table } from "./report.js";
import { roster } from "./roster.js";

export type CrossoverOptions = {
  readonly machine: Machine;
  readonly node: string;
  readonly rounds: number;
  /** What this run was asked for. */
  readonly command: string;
  /** Keeps the result as the figure that the course shows. */
  readonly record: boolean;
};

/** Shorter than in the races of the workloads: there are many sizes. */
const TURN_MS = 200;
const FIGURE = resolve(import.meta.dirname, "../figures-out/bench-crossover.svg");
/** Who runs for each engine; the fastest counts. */
const CONTESTANTS: Readonly<Record<Engine, readonly string[]>> = {
  scratch: ["unrolled-simd-1", "unrolled-simd-2"],
  wasm: ["tfjs-wasm"],
  node: ["tfjs-node"],
};

/** One training step of an LSTM language model on this library and on TensorFlow.js, against its width and its batch. */
export async function measureCrossover(options: CrossoverOptions): Promise<object> {
  const best: Record<Engine, Standing[][]> = { scratch: [], wasm: [], node: [] };
  for (const [b, B] of settings.batch.entries()) {
    for (const engine of engines) best[engine].push([]);
    for (const H of settings.hidden) {
      const winners = await measureSize(B, H, options);
      for (const engine of engines) best[engine][b].push(winners[engine]);
    }
    status("");
    console.log(
      `\n${batchTable(
        B,
        engines.map((engine) => best[engine][b]),
      )}`,
    );
  }
  const data = summary(best, options);
  await mkdir(dirname(FIGURE), { recursive: true });
  await writeFile(FIGURE, await staticSvg(crossover.plot(data)));
  console.log(`\nThe curves are in ${FIGURE}`);
  if (options.record) await record(crossover, data);
  return { crossover: data };
}

/** A race of all engines at one size. */
async function measureSize(
  B: number,
  H: number,
  { node, rounds }: CrossoverOptions,
): Promise<Record<Engine, Standing>> {
  const { V, T } = settings;
  const entries = roster("W2", ["tfjs"], node).filter(({ id }) => Object.values(CONTESTANTS).flat().includes(id));
  const plausible = (loss: number): boolean => Math.abs(loss / Math.log(V) - 1) < 0.2;
  const work = `W2,V=${V},T=${T},B=${B},E=${H},H=${H}`;
  const result = await race(entries, work, { rounds, turnMs: TURN_MS, against: [], plausible, onStatus: status });
  const winners = engines.map((engine) => [engine, winner(result, CONTESTANTS[engine])]);
  return Object.fromEntries(winners);
}

function winner({ standings, absent }: Race, ids: readonly string[]): Standing {
  const own = standings.filter(({ id }) => ids.includes(id));
  if (own.length > 0) return own.reduce((a, b) => (b.ms < a.ms ? b : a));
  const reasons = absent.filter(({ id }) => ids.includes(id)).map(({ id, reason }) => `${id} (${reason})`);
  throw new Error(`the crossover needs all engines; not measured: ${reasons.join(", ")}`);
}

function summary(best: Readonly<Record<Engine, Standing[][]>>, options: CrossoverOptions): CrossoverData {
  const all = engines.flatMap((engine) => best[engine].flat());
  const turns = all.flatMap(({ contaminated }) => contaminated);
  const ms = engines.map((engine) => [engine, best[engine].map((batch) => batch.map((standing) => standing.ms))]);
  return {
    made: {
      date: new Date().toISOString().slice(0, 10),
      machine: machineLine(options.machine),
      engines: [...new Set(all.map(({ title }) => title))],
      command: options.command,
      cleanTurns: turns.filter((disturbed) => !disturbed).length / turns.length,
    },
    ms: Object.fromEntries(ms),
  };
}

function batchTable(B: number, curves: readonly (readonly Standing[])[]): string {
  const clean = (h: number): string => {
    const turns = curves.flatMap((curve) => curve[h].contaminated);
    return `${turns.filter((disturbed) => !disturbed).length} of ${turns.length}`;
  };
  const rows = settings.hidden.map((H, h) => [
    String(H),
    ...curves.map((curve) => curve[h].ms.toPrecision(3)),
    clean(h),
  ]);
  const heads = ["H", ...engines.map((engine) => `${engine}, ms a step`), "clean turns"];
  return [`LSTM language model, B=${B}`, ...table([heads, ...rows])].join("\n");
}
