import type { Written } from "./format.js";
import type { Report } from "./report.js";

/** Everything: the format that the others are made from. */
export function json(report: Report): Written {
  const text = JSON.stringify(report, null, 2).replace(/(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, escaped);
  return { files: new Map([["report.json", `${text}\n`]]) };
}

/** As JSON may write any character: the same text, which steers no terminal that shows the file. */
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
