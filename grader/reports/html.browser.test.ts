import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { violations } from "../../scripts/browser/accessibility.js";
import { launchBrowser } from "../../scripts/browser/lab.js";
import { findChromium } from "../../scripts/setup/chromium.mjs";
import { writeWhole } from "../class/store.js";
import { hostileReport } from "../testing/hostile-report.js";
import { htmlPages } from "./html.js";

const executablePath = findChromium();
if (!executablePath && process.env.CI === "true") throw new Error("no Chromium on this machine, and CI needs one");

describe.each(["light", "dark"] as const)("the pages of a report, in %s", (colorScheme) => {
  let folder: string;
  let browser: Browser;
  beforeEach(({ skip }) => skip(!executablePath, "no Chromium on this machine: npm run doctor says how to get one"));
  beforeAll(async () => {
    if (!executablePath) return;
    folder = mkdtempSync(join(tmpdir(), "unrolled pages "));
    for (const [file, content] of htmlPages(hostileReport).files) writeWhole(join(folder, file), content);
    browser = await launchBrowser(executablePath);
  });
  afterAll(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  it.each(["index.html", "ann.html"])(
    "%s can be used by everybody, asks the network for nothing, and runs nothing",
    async (file) => {
      const page = await browser.newPage({ colorScheme, viewport: { width: 360, height: 640 } });
      const asked: string[] = [];
      const said: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      page.on("console", (message) => said.push(message.text()));
      page.on("dialog", (dialog) => {
        said.push(dialog.message());
        return dialog.dismiss();
      });
      const url = pathToFileURL(join(folder, "html", file)).href;
      await page.goto(url);
      for (const summary of await page.locator("summary").all()) await summary.click();
      expect(asked).toEqual([url]);
      expect(said).toEqual([]);
      expect(await violations(page.locator("html"))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await page.close();
    },
  );

  it("lead from the class to every learner", async () => {
    const page = await browser.newPage({ colorScheme });
    await page.goto(pathToFileURL(join(folder, "html", "index.html")).href);
    const links = await page
      .getByRole("link")
      .evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).href));
    expect(links).toHaveLength(hostileReport.learners.length);
    for (const link of links) {
      await page.goto(link);
      expect(await page.getByText("of 4 points").count()).toBe(1);
    }
    await page.close();
  });
});
