import type { AlignmentData } from "../alignment-runs.js";
import type { Recording } from "../figure-module.js";

/** Written by `npm run figures -- --only 14 --record`. */
export const alignmentRecorded: Recording<AlignmentData> = {
  settings: {
    attention: "luong-general",
    hiddenSize: 32,
    embeddingSize: 16,
    batch: 16,
    updates: 1000,
    learningRate: 0.01,
    clipNorm: 5,
    phrases: 4,
    seed: 0,
    testPairs: 200,
  },
  data: {
    losses: [
      3.5145, 2.7465, 1.9938, 1.76, 1.5272, 1.226, 0.93506, 0.8311, 0.38582, 0.23362, 0.12794, 0.12599, 0.21738,
      0.068739, 0.062049, 0.046949, 0.13595, 0.011218, 0.010898, 0.0099096, 0.080155, 0.01662, 0.017524, 0.0063035,
      0.048769, 0.014087, 0.0062317, 0.015175, 0.010234, 0.0048724, 0.0072506, 0.040809, 0.0068073, 0.0028124,
      0.0042673, 0.0032036, 0.0023193, 0.0021669, 0.015402, 0.0030942, 0.0017173, 0.0017832, 0.001555, 0.0014323,
      0.0012729, 0.0011159, 0.0011967, 0.0010737, 0.0011201, 0.0010264,
    ],
    source: ["la", "maison", "bleue"],
    translation: ["the", "blue", "house", "end"],
    weights: [
      [0.99986, 0.00012587, 0.000018981],
      [0.00019308, 0.079631, 0.92018],
      [0.0011329, 0.99088, 0.0079917],
      [0.84826, 0.1506, 0.0011391],
    ],
    aligned: 1,
  },
};
