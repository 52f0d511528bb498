/** The live figures, for Node and for browsers. */
import type { LiveFigure } from "../live-figure.js";
import { attentionLive } from "./attention.js";
import { beamSearchLive } from "./beam-search.js";
import { characterModelLive } from "./character-model.js";
import { gradientNormLive } from "./gradient-norm.js";
import { gruInterpolationLive } from "./gru-interpolation.js";
import { lstmGatesLive } from "./lstm-gates.js";
import { softmaxTemperatureLive } from "./softmax-temperature.js";

export {
  attentionLive,
  beamSearchLive,
  characterModelLive,
  gradientNormLive,
  gruInterpolationLive,
  lstmGatesLive,
  softmaxTemperatureLive,
};

/** All of them, in the order of the notebooks. */
export const liveFigures: readonly LiveFigure[] = [
  characterModelLive,
  gradientNormLive,
  lstmGatesLive,
  gruInterpolationLive,
  beamSearchLive,
  attentionLive,
  softmaxTemperatureLive,
];
