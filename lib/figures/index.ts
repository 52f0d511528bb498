/** The course's figures: each an experiment with data, metrics, criteria and a plot. README.md says how to add one. */
import { chapterDemo } from "./chapter-demo.js";
import { clipping } from "./clipping.js";
import type { FigureModule } from "./figure-module.js";
import { tanhJacobians } from "./tanh-jacobians.js";
import { transientGrowth } from "./transient-growth.js";

export {
  type ComputeOptions,
  type Criterion,
  type FigureModule,
  type FigureResult,
  type Metrics,
  runFigure,
} from "./figure-module.js";
export { chapterDemo, clipping, tanhJacobians, transientGrowth };

/** All figures, by number. */
export const figures: readonly FigureModule[] = [chapterDemo, tanhJacobians, transientGrowth, clipping];
