/**
 * `npm run screenshots [-- NAME…]`: runs notebooks and exercises in JupyterLab and saves each whole page, in the light
 * and the dark theme, to .cache/screenshots; exercises also as they look when solved. A NAME is the start of a file's name.
 */
import { mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Browser } from "playwright-core";
import { findChromium } from "../setup/chromium.mjs";
import { cache, root, shown } from "../setup/paths.mjs";
import { Problem } from "../setup/problem.mjs";
import { showProblem, step } from "../setup/progress.mjs";
import { setUp } from "../setup/setup.mjs";
import { copyCourse, removeCourse, solvedCells } from "./course.js";
import { Lab, launchBrowser, stopLabs } from "./lab.js";
import type { NotebookPage } from "./notebook-page.js";

const pictures = join(cache, "screenshots");

async function main(names: readonly string[]): Promise<void> {
  const executablePath = findChromium();
  if (!executablePath) throw new Problem("No Chromium on this machine.", ["npm run doctor says how to get one."]);
  const chosen = choose(names);
  await setUp();
  mkdirSync(pictures, { recursive: true });
  const course = copyCourse();
  const browser = await launchBrowser(executablePath);
  try {
    await photograph(browser, course, chosen);
  } finally {
    await browser.close();
    await stopLabs();
    removeCourse(course);
  }
  console.log(`\nThe pictures are in ${shown(pictures)}.`);
}

/** Notebooks and exercises whose names begin with one of `names`; all of them when there are none. */
function choose(names: readonly string[]): string[] {
  const all = ["notebooks", "exercises"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith(".ipynb"))
      .map((file) => `${folder}/${file}`),
  );
  const unknown = names.find((name) => !all.some((path) => basename(path).startsWith(name)));
  if (unknown !== undefined) throw new Problem(`No notebook's name begins with "${unknown}".`, all);
  return all.filter((path) => names.length === 0 || names.some((name) => basename(path).startsWith(name)));
}

async function photograph(browser: Browser, course: string, chosen: readonly string[]): Promise<void> {
  const lab = await Lab.start(browser, course);
  for (const path of chosen) {
    await step(basename(path, ".ipynb"), async (report) => {
      const notebook = await lab.open(path);
      await shoot(notebook, basename(path, ".ipynb"), report);
      if (path.startsWith("exercises/")) {
        for (const { id, source } of solvedCells(path)) await notebook.type(id, source);
        await shoot(notebook, `${basename(path, ".ipynb")}.solved`, report);
      }
      await notebook.page.close();
    });
  }
}

async function shoot(notebook: NotebookPage, name: string, report: (text: string) => void): Promise<void> {
  report("runs");
  await notebook.runAll();
  await notebook.figuresDrawn();
  for (const theme of ["light", "dark"] as const) {
    report(theme);
    await notebook.useTheme(theme);
    await (await notebook.unroll()).screenshot({ path: join(pictures, `${name}.${theme}.png`) });
  }
}

await main(process.argv.slice(2)).catch((error) => {
  showProblem(error);
  process.exitCode = 1;
});
