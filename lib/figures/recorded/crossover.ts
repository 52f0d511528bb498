import type { CrossoverData } from "../crossover-data.js";
import type { Recording } from "../figure-module.js";

/** Written by `npm run bench -- --crossover --record`. */
export const crossoverRecorded: Recording<CrossoverData> = {
  settings: { V: 65, T: 25, batch: [1, 32], hidden: [8, 16, 32, 64, 128, 256, 512, 1024] },
  data: {
    made: {
      date: "2026-11-22",
      machine: "AMD EPYC, 2 cores, 24 GiB, linux x64, Node v20.20.2, load 14.0 at the start",
      engines: [
        "unrolled, simd fma 4×8, 2 threads",
        "unrolled, simd fma 4×8, 1 thread",
        "TensorFlow.js 4.22.0, wasm",
        "TensorFlow.js 4.22.0, node",
      ],
      command: "npm run bench -- --crossover --rounds 2 --record --json /tmp/c.json",
      cleanTurns: 0,
    },
    ms: {
      scratch: [
        [0.083711, 0.11279, 0.16596, 0.37457, 1.0798, 4.1202, 70.119, 111.69],
        [0.6669, 1.072, 2.5538, 30.851, 27.108, 116.2, 789.74, 1699],
      ],
      wasm: [
        [222.63, 104.43, 70.648, 170.7, 63.572, 128.24, 3064.6, 11562],
        [104.58, 61.691, 227.06, 366.19, 186.25, 960.82, 4165.2, 13094],
      ],
      node: [
        [329.65, 297.33, 179.03, 291.73, 87.751, 115.52, 850.55, 6832],
        [80.633, 112.05, 203.25, 338.93, 167.74, 276.37, 821.57, 1812],
      ],
    },
  },
};
