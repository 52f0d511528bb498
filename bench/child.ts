import { createInterface } from "node:readline";
import { getKernels, setKernels } from "unrolled";
import { makeStep, type WorkloadName } from "./workloads.js";

/*
 * This library as a contestant: tsx bench/child.ts W2 [plain]. Every contestant speaks the same two lines:
 * it prints {"ready": name}, then answers each number n on its input with {"ms": [n times], "loss": …}.
 */

const [workload, kernels] = process.argv.slice(2);
if (kernels === "plain") setKernels("plain");
const step = makeStep[workload as WorkloadName]();
let loss = step();
await new Promise((resolve) => setTimeout(resolve, 300)); // a helper thread starts beside the first step

console.log(JSON.stringify({ ready: `unrolled, ${getKernels().name}` }));
for await (const line of createInterface({ input: process.stdin })) {
  const ms = Array.from({ length: Number(line) }, () => {
    const start = performance.now();
    loss = step();
    return performance.now() - start;
  });
  console.log(JSON.stringify({ ms, loss }));
}
process.exit(0);
