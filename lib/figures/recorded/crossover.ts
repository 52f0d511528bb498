import type { CrossoverData } from "../crossover-data.js";
import type { Recording } from "../figure-module.js";

/** Written by `npm run bench -- --crossover --record`. */
export const crossoverRecorded: Recording<CrossoverData> = {
  settings: { V: 65, T: 25, batch: [1, 32], hidden: [8, 16, 32, 64, 128, 256, 512, 1024] },
  data: {
    made: {
      date: "2026-11-23",
      machine: "AMD EPYC, 2 cores, 24 GiB, linux x64, Node v20.20.2, load 3.0 at the start",
      engines: [
        "unrolled, simd fma 4×8, 2 threads",
        "unrolled, simd fma 4×8, 1 thread",
        "TensorFlow.js 4.22.0, wasm",
        "TensorFlow.js 4.22.0 on TensorFlow 2.21.0, node",
      ],
      command: "npm run bench -- --crossover --rounds 3 --record",
      cleanTurns: 0,
    },
    ms: {
      scratch: [
        [0.10147, 0.14867, 0.16458, 0.47627, 1.7727, 6.1745, 27.053, 108.91],
        [0.73594, 1.2064, 3.409, 9.0943, 28.388, 105.39, 245.83, 890.3],
      ],
      wasm: [
        [44.245, 60.445, 37.854, 39.477, 118.49, 195.86, 642.62, 4477.1],
        [57.541, 76.505, 83.173, 138.94, 209.79, 580.95, 1313.5, 6666.4],
      ],
      node: [
        [101.46, 117.64, 75.373, 93.236, 166.87, 188.29, 438.16, 1598.7],
        [108.57, 109.88, 113.51, 130.11, 191.89, 212.48, 424.56, 1723.5],
      ],
    },
  },
};
