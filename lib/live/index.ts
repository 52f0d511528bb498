/** Figures that compute in the reader's browser. README.md says how to add one. */
export * from "./figures/index.js";
export type { LiveFigure } from "./live-figure.js";
export { showLive } from "./show-live.js";
