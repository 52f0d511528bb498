import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** What a result cannot be read without. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  /** Of the contestants in JavaScript. */
  readonly node: string;
  /** How many processes wanted to run in the minute before; NaN where it is not known (Windows). */
  readonly load: number;
};

export function describeMachine(node: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: execFileSync(node, ["--version"], { encoding: "utf8" }).trim(),
    load: process.platform === "win32" ? Number.NaN : loadavg()[0],
  };
}
