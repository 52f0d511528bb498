import { setTimeout } from "node:timers/promises";
import { Arena, LSTM, normalInit, Rng, zeroLayerGrads } from "unrolled";
import type { LstmCost, LstmSizes } from "./scaling-costs.js";
import { median } from "./statistics.js";

/** Costs of one LSTM layer: scaling-child.ts T B H. */
const [T, B, H] = process.argv.slice(2).map(Number);
const MIN_MS = 500;

layerStep({ T: 2, B: 2, H: 8 })(); // what loading and compiling takes is not the layer's,
await setTimeout(1000); // nor what a helper thread takes to start
const before = process.resourceUsage().maxRSS;
const step = layerStep({ T, B, H });
const ms: number[] = [];
for (let warm = 0; warm < 3; warm++) step();
for (const start = performance.now(); performance.now() - start < MIN_MS; ) ms.push(step());
const peakMiB = (process.resourceUsage().maxRSS - before) / 1024; // maxRSS counts KiB
console.log(JSON.stringify({ ms: median(ms), peakMiB } satisfies LstmCost));
process.exit(0);

/** Forward and backward in an arena; returns the time it took. */
function layerStep({ T, B, H }: LstmSizes): () => number {
  const rng = new Rng(1);
  const lstm = new LSTM({ inputSize: H, hiddenSize: H });
  const [x, dOutput] = [normalInit(rng, [T, B, H], 1, "float32"), normalInit(rng, [T, B, H], 1, "float32")];
  const arena = new Arena();
  return () =>
    arena.run(() => {
      const start = performance.now();
      zeroLayerGrads(lstm);
      const { cache } = lstm.forward(x);
      lstm.backward(cache, dOutput);
      return performance.now() - start;
    });
}
