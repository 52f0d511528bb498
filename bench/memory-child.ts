import type { MemorySample } from "./memory.js";
import { WORKLOADS } from "./workloads.js";

const [STEPS, EVERY] = [10_000, 1_000];
const { make, sizes } = WORKLOADS.W1;
const step = make(sizes);
const samples: MemorySample[] = [];
for (let steps = 1; steps <= STEPS; steps++) {
  step();
  if (steps % EVERY === 0) samples.push(sample(steps));
}
console.log(JSON.stringify(samples));
process.exit(0);

/** After a collection, so that what is merely waiting to be collected does not count. */
function sample(steps: number): MemorySample {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { steps, rssMiB: rss / 2 ** 20, heapMiB: heapUsed / 2 ** 20 };
}
