import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { codeCells, readNotebook, streamOf } from "../notebooks/ipynb.js";
import { violations } from "./accessibility.js";
import { notebookPath } from "./course.js";
import type { Lab } from "./lab.js";
import type { NotebookPage } from "./notebook-page.js";
import { browserRoom } from "./room.js";

const path = notebookPath("notebooks", 1);
const room = browserRoom();

describe("notebook 01 in JupyterLab", () => {
  let lab: Lab;
  let notebook: NotebookPage;

  it("runs from top to bottom, and shows how the training gets on", async () => {
    lab = await room().startLab();
    notebook = await lab.open(path);
    const bar = notebook.page.locator("progress");
    const underWay = notebook.page.locator("progress:not([value='0'])").waitFor({ state: "attached" });
    const [early] = await Promise.all([underWay.then(() => share(bar)), notebook.runAll()]);
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(1);
    expect(await share(bar)).toBe(1);

    await notebook.save();
    const saved = readNotebook(join(room().course, path));
    for (const cell of codeCells(saved)) {
      expect(cell.execution_count, `cell [${cell.id}] has run`).toBeGreaterThan(0);
      expect(cell.outputs?.filter((output) => output.output_type === "error")).toEqual([]);
      expect(streamOf(cell, "stderr"), `cell [${cell.id}]`).toBe("");
    }
    expect(statSync(join(room().course, path)).size).toBeLessThan(1_000_000);
  });

  it("shows every figure as an interactive plot, which says in words what it shows", async () => {
    await notebook.figuresDrawn(3);
    const figures = await notebook.page.locator(".unrolled-figure:not([data-live])").all(); // live.browser.test.ts has those
    expect(figures.length).toBeGreaterThanOrEqual(3);
    for (const figure of figures) {
      const plot = figure.locator(".js-plotly-plot");
      await plot.scrollIntoViewIfNeeded();
      const box = await plot.boundingBox();
      expect(box!.width).toBeGreaterThan(400);
      expect(box!.height).toBeGreaterThan(200);
      expect(await plot.locator(".scatterlayer .js-line").count()).toBeGreaterThan(0);
      const [drawing, ...others] = await plot.locator("[role=img]").all();
      expect((await drawing.getAttribute("aria-label"))!.length).toBeGreaterThan(60);
      expect(others).toEqual([]);
      expect(await figure.locator("img").count()).toBe(0);
    }
  });

  it("names the value under the pointer", async () => {
    const plot = notebook.page.locator(".js-plotly-plot").first();
    await plot.scrollIntoViewIfNeeded();
    const [point, label] = [plot.locator(".points path").nth(3), plot.locator(".hoverlayer .hovertext")];
    const pointAt = async (): Promise<number> => {
      await point.hover({ force: true }); // plotly.js listens on a layer above
      return label.count();
    };
    await expect.poll(pointAt).toBeGreaterThan(0); // again, should the page have moved under the pointer
  });

  it("lets the keyboard reach a figure's data and read them", async () => {
    const figure = notebook.page.locator(".unrolled-figure").first();
    const [summary, table] = [figure.locator("summary"), figure.getByRole("region")];
    await notebook.page.locator(".jp-Cell", { has: figure }).first().locator(".jp-InputPrompt").click(); // not the editor
    await pressUntilFocused("Tab", summary);
    await notebook.page.keyboard.press("Enter");
    await table.waitFor();
    await pressUntilFocused("Tab", table);
    expect(await table.evaluate((region) => region.scrollHeight - region.clientHeight)).toBeGreaterThan(0);
    await notebook.page.keyboard.press("ArrowDown");
    await expect.poll(() => table.evaluate((region) => region.scrollTop)).toBeGreaterThan(0);
    await pressUntilFocused("Shift+Tab", summary);
    await notebook.page.keyboard.press("Enter");
    await table.waitFor({ state: "hidden" });
  });

  it.each(["light", "dark"] as const)("has outputs that pass WCAG 2.2 AA in the %s theme", async (theme) => {
    await notebook.useTheme(theme);
    await notebook.unroll();
    expect(await violations(notebook.page.locator(".jp-OutputArea-output"))).toEqual([]);
  });

  it("needs no run to be interactive again, on a server with a base URL of its own", async () => {
    const reopened = await (await room().startLab("/hub/user-1/")).open(path);
    await reopened.figuresDrawn(3);
    expect(await reopened.page.locator(".unrolled-figure .js-plotly-plot").count()).toBeGreaterThanOrEqual(3);
    expect(await reopened.page.locator(".unrolled-figure img").count()).toBe(0);
  });

  it("shows pictures with alt text, and the data as tables, where scripts may not run", async () => {
    const ours = readFileSync(join(room().course, path), "utf8");
    const theirs = "notebooks/from-somebody-else.ipynb";
    writeFileSync(join(room().course, theirs), ours.replace("Run the cells in order", "Run these cells in order")); // not what was signed
    const untrusted = await lab.open(theirs);
    const pictures = untrusted.page.locator("img[src^='data:image/svg+xml']");
    await expect.poll(() => pictures.count()).toBeGreaterThanOrEqual(3);
    for (const picture of await pictures.all()) {
      await picture.scrollIntoViewIfNeeded();
      expect((await picture.getAttribute("alt"))!.length).toBeGreaterThan(60);
      expect(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(400);
      expect((await picture.boundingBox())!.width).toBeGreaterThan(400);
    }
    expect(await untrusted.page.locator("details table").count()).toBe(await pictures.count());
    expect(await untrusted.page.locator(".js-plotly-plot").count()).toBe(0);
  });
});

/** Presses a key as often as a reader would before giving up. */
async function pressUntilFocused(key: string, target: Locator): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await target.page().keyboard.press(key);
  }
  throw new Error(`${key} never came to ${await target.evaluate((element) => element.outerHTML.slice(0, 100))}`);
}

const share = (bar: Locator): Promise<number> =>
  bar.evaluate((element) => (element as HTMLProgressElement).value / (element as HTMLProgressElement).max);
