/** Figures that compute in the reader's browser. README.md says how to add one. */

import { lstmGatesLive } from "./figures/lstm-gates.js";
import type { LiveFigure } from "./live-figure.js";

export type { LiveFigure } from "./live-figure.js";
export { showLive } from "./show-live.js";
export { lstmGatesLive };

/** All live figures, in the order of the notebooks. */
export const liveFigures: readonly LiveFigure[] = [lstmGatesLive];
