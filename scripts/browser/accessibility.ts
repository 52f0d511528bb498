import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Locator } from "playwright-core";

declare const axe: { run(context: Element[], options: RunOptions): Promise<AxeResults> };

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const options: RunOptions = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };

/** What axe-core finds against WCAG 2.2 AA in these parts of a page, a line each. They must be inside the window. */
export async function violations(parts: Locator): Promise<string[]> {
  await parts.page().evaluate(source);
  const found = await parts.evaluateAll((elements, options) => axe.run(elements, options), options);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary?.replace(/\s+/g, " ")}`),
  );
}
