/** The course's figures: each an experiment with data, metrics, criteria and a plot. README.md says how to add one. */
import { addingProblem } from "./adding-problem.js";
import { alignment } from "./alignment.js";
import { bleuByLength } from "./bleu-by-length.js";
import { chapterDemo } from "./chapter-demo.js";
import { clipping } from "./clipping.js";
import { echoThreshold } from "./echo-threshold.js";
import { exposureBias } from "./exposure-bias.js";
import type { FigureModule } from "./figure-module.js";
import { forgetBias } from "./forget-bias.js";
import { forgetBiasSurvival } from "./forget-bias-survival.js";
import { inputReversal } from "./input-reversal.js";
import { parameterCounts } from "./parameter-counts.js";
import { tanhJacobians } from "./tanh-jacobians.js";
import { transientGrowth } from "./transient-growth.js";
import { visibilityMap } from "./visibility-map.js";

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
  bleuByLength,
  chapterDemo,
  clipping,
  echoThreshold,
  exposureBias,
  forgetBias,
  forgetBiasSurvival,
  inputReversal,
  parameterCounts,
  tanhJacobians,
  transientGrowth,
  visibilityMap,
};

/** All figures, by number. */
export const figures: readonly FigureModule[] = [
  chapterDemo,
  tanhJacobians,
  transientGrowth,
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
  echoThreshold,
];
