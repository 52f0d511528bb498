import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { table } from "./report.js";

/** Memory of the whole process (resident) and of JavaScript's objects, in MiB, after so many steps. */
export type MemorySample = { readonly steps: number; readonly rssMiB: number; readonly heapMiB: number };

/** 10,000 steps of W1 in one process: memory must not grow with them. */
export async function measureMemory(node: string): Promise<object> {
  const child = resolve(import.meta.dirname, "memory-child.ts");
  const { stdout } = await promisify(execFile)(node, ["--expose-gc", "--import", "tsx", child]);
  const memory: MemorySample[] = JSON.parse(stdout);
  const rows = memory.map(({ steps, rssMiB, heapMiB }) => [String(steps), rssMiB.toFixed(1), heapMiB.toFixed(1)]);
  console.log(`\n${["W1", ...table([["steps", "MiB resident", "MiB of objects"], ...rows])].join("\n")}`);
  return { memory };
}
