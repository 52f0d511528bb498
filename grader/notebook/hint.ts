import { markdown } from "unrolled/notebook";
import { exerciseOf } from "./check.js";

const revealed: Map<number, number> = new Map();

/** Shows one hint more at each call: a nudge, then where to look, then the step itself. */
export function hint(number: number, variant?: number): void {
  const { hints } = exerciseOf("hint", number, variant);
  const count = Math.min((revealed.get(number) ?? 0) + 1, hints.length);
  revealed.set(number, count);
  const shown = hints.slice(0, count).map((text, i) => `**Hint ${i + 1} of ${hints.length}.** ${text}`);
  const last = count === hints.length ? "That was the last hint." : "Run this cell again for the next hint.";
  markdown([...shown, `*${last}*`].join("\n\n"));
}
