import { createInterface } from "node:readline";

/*
 * What runner and contestants say to each other, one line of JSON each:
 *
 *   contestant → runner   {"ready": "name, version, threads"}        once, when it could take a step
 *   runner → contestant   7                                          take seven steps
 *   contestant → runner   {"ms": [7 times], "loss": 4.1, "cpu": 35}  each step's time; processor time of all its threads
 *
 * A contestant does nothing while it is not asked, and ends when its input does.
 */

/** A contestant's answer. */
export type Answer = { readonly ms: readonly number[]; readonly loss: number; readonly cpu: number };

/** Plays a contestant written in TypeScript: answers requests with `step`, which takes one step and returns the loss. */
export async function compete(name: string, step: () => number | Promise<number>): Promise<never> {
  console.log(JSON.stringify({ ready: name }));
  for await (const line of createInterface({ input: process.stdin })) {
    const before = process.cpuUsage();
    let loss = Number.NaN;
    const ms: number[] = [];
    for (let count = 0; count < Number(line); count++) {
      const start = performance.now();
      loss = await step();
      ms.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ ms, loss, cpu: (user + system) / 1000 } satisfies Answer));
  }
  process.exit(0);
}
