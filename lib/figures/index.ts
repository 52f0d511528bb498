/** The course's figures: each an experiment with data, metrics, criteria and a plot. README.md says how to add one. */
import { addingProblem } from "./adding-problem.js";
import { alignment } from "./alignment.js";
import { bistableLatch } from "./bistable-latch.js";
import { bleuByLength } from "./bleu-by-length.js";
import { chapterDemo } from "./chapter-demo.js";
import { clipping } from "./clipping.js";
import { crossover } from "./crossover.js";
import { echoThreshold } from "./echo-threshold.js";
import { errorSurface } from "./error-surface.js";
import { exposureBias } from "./exposure-bias.js";
import type { FigureModule } from "./figure-module.js";
import { forgetBias } from "./forget-bias.js";
import { forgetBiasSurvival } from "./forget-bias-survival.js";
import { hiddenUnits } from "./hidden-units.js";
import { inputReversal } from "./input-reversal.js";
import { parameterCounts } from "./parameter-counts.js";
import { pathLength } from "./path-length.js";
import { softmaxScale } from "./softmax-scale.js";
import { tanhJacobians } from "./tanh-jacobians.js";
import { transientGrowth } from "./transient-growth.js";
import { truncationBias } from "./truncation-bias.js";
import { visibilityMap } from "./visibility-map.js";

export { type Bug, brokenBackward, bugs } from "./broken-rnns.js";
export { bugLineUp, type Letter, type LineUp } from "./bug-line-up.js";
export { lineUpFigure } from "./bug-line-up-plot.js";
export {
  type CharacterLstm,
  loadCharacterLstm,
  settings as characterLstmSettings,
  splitBook,
} from "./character-lstm.js";
export {
  type ComputeOptions,
  type Criterion,
  type FigureModule,
  type FigureResult,
  type Metrics,
  type Recording,
  runFigure,
  type Settings,
} from "./figure-module.js";
export { drawPair, end, english, french, start, translate, translationBatch } from "./translator.js";
export { loadTranslator } from "./translator-checkpoint.js";
export {
  addingProblem,
  alignment,
  bistableLatch,
  bleuByLength,
  chapterDemo,
  clipping,
  crossover,
  echoThreshold,
  errorSurface,
  exposureBias,
  forgetBias,
  forgetBiasSurvival,
  hiddenUnits,
  inputReversal,
  parameterCounts,
  pathLength,
  softmaxScale,
  tanhJacobians,
  transientGrowth,
  truncationBias,
  visibilityMap,
};

/** All figures, by number. */
export const figures: readonly FigureModule[] = [
  chapterDemo,
  tanhJacobians,
  transientGrowth,
  bistableLatch,
  errorSurface,
  clipping,
  forgetBiasSurvival,
  addingProblem,
  forgetBias,
  parameterCounts,
  visibilityMap,
  inputReversal,
  bleuByLength,
  alignment,
  exposureBias,
  softmaxScale,
  echoThreshold,
  truncationBias,
  pathLength,
  hiddenUnits,
  crossover,
];
