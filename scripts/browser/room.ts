import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { findChromium } from "../setup/chromium.mjs";
import { setUp } from "../setup/setup.mjs";
import { browserFolder, copyCourse, removeCourse } from "./course.js";
import { Lab, launchBrowser, stopLabs } from "./lab.js";

export type Room = {
  /** The folder with the copy of the course. */
  readonly course: string;
  startLab(baseUrl?: string, folder?: string): Promise<Lab>;
};

/**
 * What the tests of one file need: the set-up of `npm start`, a Chromium and a copy of the course. Without a Chromium
 * they are skipped, but not under CI=true. A failed test leaves a picture of each page in .cache/browser.
 */
export function browserRoom(): () => Room {
  const executablePath = findChromium();
  if (!executablePath && process.env.CI === "true") throw new Error("no Chromium on this machine, and CI needs one");
  let browser: Browser | undefined;
  let course: string | undefined;

  beforeAll(async () => {
    if (!executablePath) return;
    await setUp();
    course = copyCourse();
    browser = await launchBrowser(executablePath);
  });

  const close = async (): Promise<void> => {
    await browser?.close();
    await stopLabs();
    if (course) removeCourse(course);
  };
  afterAll(close);
  process.once("disconnect", close); // vitest was stopped, and will not call afterAll

  beforeEach(({ skip, onTestFailed, task }) => {
    skip(!executablePath, "no Chromium on this machine: npm run doctor says how to get one");
    onTestFailed(() => takePictures(browser, task.name));
  });

  return () => {
    const [window, folder] = [browser!, course!];
    return { course: folder, startLab: (baseUrl, served) => Lab.start(window, folder, baseUrl, served) };
  };
}

async function takePictures(browser: Browser | undefined, test: string): Promise<void> {
  const pages = browser?.contexts().flatMap((context) => context.pages()) ?? [];
  const name = test.replaceAll(/\W+/g, "-");
  for (const [i, page] of pages.entries()) await page.screenshot({ path: join(browserFolder, `${name}-${i + 1}.png`) });
}
