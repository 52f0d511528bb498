import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { clipping } from "../../lib/figures/index.js";
import { launchBrowser } from "../browser/lab.js";
import { findChromium } from "../setup/chromium.mjs";
import { makeFigures } from "./make.js";

const executablePath = findChromium();
if (!executablePath && process.env.CI === "true") throw new Error("no Chromium on this machine, and CI needs one");

describe("a figure's page, opened from the disk", () => {
  let out: string;
  let browser: Browser;
  const open = async (options: Parameters<Browser["newPage"]>[0]): Promise<Page> => {
    const page = await browser.newPage(options);
    await page.goto(pathToFileURL(join(out, "figure-06-clipping.html")).href);
    return page;
  };

  beforeEach(({ skip }) => skip(!executablePath, "no Chromium on this machine: npm run doctor says how to get one"));
  beforeAll(async () => {
    if (!executablePath) return;
    out = await mkdtemp(join(tmpdir(), "unrolled figures "));
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await makeFigures([clipping], { fast: true, out, signal: new AbortController().signal });
    log.mockRestore();
    browser = await launchBrowser(executablePath);
  });
  afterAll(async () => {
    await browser?.close();
    if (out) await rm(out, { recursive: true });
  });

  it("replaces the picture by the interactive plot, with the same words and the page's colours", async () => {
    const page = await open({ colorScheme: "dark" });
    const plot = page.locator(".unrolled-figure .js-plotly-plot");
    await plot.waitFor();
    await expect.poll(() => page.locator(".unrolled-figure img").count()).toBe(0);
    expect(await plot.getByRole("img", { name: /Clipped by norm it ends on the circle/ }).count()).toBe(1);
    const fill = (): Promise<string> => plot.locator(".gtitle").evaluate((title) => getComputedStyle(title).fill);
    expect(await fill()).toBe("rgb(230, 230, 230)");
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(fill).toBe("rgb(34, 34, 34)");
  });

  it("keeps the picture, its words and the data where scripts do not run", async () => {
    const page = await open({ javaScriptEnabled: false });
    const picture = page.getByRole("img", { name: /Clipped by norm it ends on the circle/ });
    expect((await picture.boundingBox())?.width).toBe(760);
    await page.getByText("The data of this figure as a table").click();
    expect(await page.getByRole("row", { name: /clipped by value/ }).isVisible()).toBe(true);
  });

  it("leads to the live figures, which compute there too", async () => {
    const page = await open({});
    await page.getByRole("link", { name: "All figures" }).click();
    await page.getByRole("link", { name: "What a translator looks at" }).click();
    const sentence = page.getByRole("textbox", { name: "A French sentence" });
    await sentence.fill("un chat noir");
    await expect.poll(() => page.getByRole("status").innerText()).toBe("un chat noir → a black cat");
    await expect.poll(() => page.getByRole("img", { name: /black at noir/ }).count()).toBe(1);
  });
});
