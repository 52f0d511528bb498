/** What a notebook cell shows. Works in tslab; in plain Node it prints text. */

export { readCheckpoint, writeCheckpoint } from "./checkpoint.js";
export { type Display, newDisplay } from "./display.js";
export { type Cell, type Figure, figureRows, type Layout, type Row, type Trace } from "./figure.js";
export { formatNumber } from "./format.js";
export { Html, html } from "./html.js";
export { interruptSignal } from "./interrupt.js";
export { markdown } from "./markdown.js";
export { type Progress, progress } from "./progress.js";
export { show } from "./show.js";
export { type TableOptions, table } from "./table.js";
export { fade, palette, powersOfTen } from "./theme.js";
