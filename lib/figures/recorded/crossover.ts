import type { CrossoverData } from "../crossover-data.js";
import type { Recording } from "../figure-module.js";

/** Written by `npm run bench -- --crossover --record`. */
export const crossoverRecorded: Recording<CrossoverData> = {
  settings: { V: 65, T: 25, batch: [1, 32], hidden: [8, 16, 32, 64, 128, 256, 512, 1024] },
  data: {
    made: {
      date: "2026-11-23",
      machine: "AMD EPYC, 2 cores, 24 GiB, linux x64, Node v20.20.2, load 0.9 at the start",
      engines: [
        "unrolled, simd fma 4×8, 2 threads",
        "unrolled, simd fma 4×8, 1 thread",
        "TensorFlow.js 4.22.0, wasm",
        "TensorFlow.js 4.22.0 on TensorFlow 2.21.0, node",
      ],
      command: "npm run bench -- --crossover --rounds 3 --record",
      cleanTurns: 0.85915,
    },
    ms: {
      scratch: [
        [0.10223, 0.10648, 0.15551, 0.34992, 1.0914, 4.5962, 16.496, 60.24],
        [0.85328, 1.0532, 2.2298, 6.1642, 19.021, 76.926, 217.82, 815.89],
      ],
      wasm: [
        [23.176, 28.379, 22.774, 24.033, 37.756, 162.97, 394.56, 1827.3],
        [40.052, 39.688, 59.345, 76.957, 176.98, 473.18, 1306.9, 6663.4],
      ],
      node: [
        [59.193, 55.174, 62.299, 77.6, 90.075, 139.41, 245.8, 908.94],
        [95.474, 92.857, 81.8, 108.82, 159.61, 205.95, 403.97, 1289.8],
      ],
    },
  },
};
