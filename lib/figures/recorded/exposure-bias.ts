import type { ExposureData } from "../exposure-bias-runs.js";
import type { Recording } from "../figure-module.js";

/** Written by `npm run figures -- --only 15 --record`. */
export const exposureBiasRecorded: Recording<ExposureData> = {
  settings: {
    attention: "none",
    hiddenSize: 64,
    embeddingSize: 32,
    batch: 16,
    updates: 400,
    learningRate: 0.005,
    clipNorm: 5,
    phrases: 4,
    seed: 0,
    testPairs: 500,
  },
  data: {
    losses: [
      3.5318, 2.8284, 2.0853, 1.9077, 1.7788, 1.6105, 1.701, 1.61, 1.4819, 1.4974, 1.2772, 1.3832, 1.3338, 1.0731,
      1.1577, 1.235, 1.0613, 0.89848, 0.92981, 0.80903,
    ],
    forced: [
      0.002, 0.254, 0.306, 0.197, 0.27068, 0.3649, 0.38177, 0.25786, 0.29104, 0.4, 0.4292, 0.28571, 0.22785, 0.31061,
      0.32727, 0.28916, 0.20833, 0.11765, 0,
    ],
    free: [
      0.002, 0.254, 0.368, 0.32762, 0.43609, 0.60446, 0.70655, 0.69811, 0.73507, 0.78333, 0.80973, 0.71429, 0.75316,
      0.78788, 0.77273, 0.60241, 0.4375, 0.35294, 0,
    ],
    tokens: [500, 500, 500, 467, 399, 359, 351, 318, 268, 240, 226, 196, 158, 132, 110, 83, 48, 17, 4],
  },
};
