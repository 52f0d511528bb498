import type { Written } from "./formats.js";
import type { Report } from "./report.js";

/** Everything: the format that the others are made from. */
export function json(report: Report): Written {
  return { files: new Map([["report.json", `${JSON.stringify(report, null, 2)}\n`]]) };
}
