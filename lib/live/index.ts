/** Figures that compute in the reader's browser. README.md says how to add one. */
import { attentionLive } from "./figures/attention.js";
import { beamSearchLive } from "./figures/beam-search.js";
import { gradientNormLive } from "./figures/gradient-norm.js";
import { gruInterpolationLive } from "./figures/gru-interpolation.js";
import { lstmGatesLive } from "./figures/lstm-gates.js";
import { softmaxTemperatureLive } from "./figures/softmax-temperature.js";
import type { LiveFigure } from "./live-figure.js";

export type { LiveFigure } from "./live-figure.js";
export { showLive } from "./show-live.js";
export { attentionLive, beamSearchLive, gradientNormLive, gruInterpolationLive, lstmGatesLive, softmaxTemperatureLive };

/** All live figures, in the order of the notebooks. */
export const liveFigures: readonly LiveFigure[] = [
  gradientNormLive,
  lstmGatesLive,
  gruInterpolationLive,
  beamSearchLive,
  attentionLive,
  softmaxTemperatureLive,
];
