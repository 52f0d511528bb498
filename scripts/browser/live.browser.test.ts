import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { liveFigures } from "../../lib/live/index.js";
import { violations } from "./accessibility.js";
import type { Lab } from "./lab.js";
import type { NotebookPage } from "./notebook-page.js";
import { browserRoom } from "./room.js";

const path = "notebooks/live.ipynb";
const room = browserRoom();

/** A notebook that shows every live figure, as the course's notebooks do. */
function liveNotebook(): object {
  const exportOf = (slug: string): string => `${slug.replace(/-(.)/g, (_, letter) => letter.toUpperCase())}Live`;
  const cells = liveFigures.map(({ slug }) => ({
    ...{ cell_type: "code", id: slug, metadata: {}, outputs: [], execution_count: null },
    source: `import { ${exportOf(slug)}, showLive } from "unrolled/live";\nawait showLive(${exportOf(slug)});`,
  }));
  const kernelspec = { name: "unrolled", display_name: "TypeScript (Unrolled)", language: "typescript" };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}

describe("live figures in JupyterLab, on a server with a base URL and a root folder of its own", () => {
  let lab: Lab;
  let notebook: NotebookPage;
  const figureOf = (slug: string): Locator => notebook.page.locator(`figure[data-live="${slug}"]`);

  it("come to life when a saved notebook is opened again, and need no kernel", async () => {
    writeFileSync(join(room().course, path), JSON.stringify(liveNotebook()));
    lab = await room().startLab("/hub/user-1/", room().course);
    const first = await lab.open(path);
    await first.runAll();
    await first.figuresDrawn(liveFigures.length);
    await first.save();
    await first.page.close();
    expect(statSync(join(room().course, path)).size).toBeLessThan(100_000 * liveFigures.length);

    notebook = await lab.open(path);
    await notebook.shutDownKernel();
    await notebook.unroll();
    await notebook.figuresDrawn(liveFigures.length);
  });

  it.each(liveFigures)("$slug follows each of its controls, by keyboard", async ({ slug, controls }) => {
    const figure = figureOf(slug);
    for (const [name, control] of Object.entries(controls)) {
      const input = figure.locator(`form [name="${name}"]`);
      await expect.poll(() => input.getAttribute("name")).toBe(name);
      const before = await seen(figure);
      await input.focus();
      if (control.kind === "text") {
        await notebook.page.keyboard.press("End");
        await notebook.page.keyboard.type("dd0"); // a shortcut of JupyterLab: the cell must stay
      } else if (control.kind === "button") {
        await notebook.page.keyboard.press("Space");
      } else {
        const value = await input.inputValue();
        await notebook.page.keyboard.press("ArrowDown"); // would go to the next cell, were it JupyterLab's
        if ((await input.inputValue()) === value) await notebook.page.keyboard.press("ArrowUp"); // it was at its least
      }
      await expect.poll(() => seen(figure), { message: `${slug}: ${name}` }).not.toEqual(before);
      expect(await input.evaluate((element) => element === document.activeElement)).toBe(true);
      if (control.kind !== "text") continue;
      for (let i = 0; i < 3; i++) await notebook.page.keyboard.press("Backspace");
      await expect.poll(() => seen(figure)).toEqual(before);
    }
  });

  it("says each value and each result to a screen reader", async () => {
    const figure = figureOf("lstm-gates");
    const forget = figure.getByRole("slider", { name: "Forget gate's bias" });
    await forget.focus();
    await notebook.page.keyboard.press("Home");
    expect(await forget.getAttribute("aria-valuetext")).toBe("−4");
    await expect.poll(() => figure.getByRole("status").innerText()).toContain("f = 0.01799");
    await expect.poll(() => figure.locator("[role=img]").getAttribute("aria-label")).toContain("forget gate, 0.01799");
    await figure.locator("summary").click();
    expect(await figure.getByRole("row").count()).toBeGreaterThan(10);
  });

  it("are reached with the Tab key, one control after the other", async () => {
    const inputs = figureOf("lstm-gates").locator("form [name]");
    await inputs.first().focus();
    for (let i = 1; i < (await inputs.count()); i++) {
      await notebook.page.keyboard.press("Tab");
      expect(await inputs.nth(i).evaluate((element) => element === document.activeElement)).toBe(true);
    }
  });

  it.each(["dark", "light"] as const)("pass WCAG 2.2 AA in the %s theme", async (theme) => {
    await notebook.useTheme(theme);
    await notebook.unroll();
    expect(await violations(notebook.page.locator(".jp-OutputArea-output"))).toEqual([]);
  });

  it("are pictures with alt text and a sentence where scripts may not run", async () => {
    const ours = readFileSync(join(room().course, path), "utf8");
    const theirs = "notebooks/live-from-somebody-else.ipynb";
    writeFileSync(join(room().course, theirs), ours.replace("await showLive", "await  showLive")); // not what was signed
    const untrusted = await lab.open(theirs);
    const picture = untrusted.page.locator("img[src^='data:image/svg+xml']").first();
    await picture.waitFor();
    expect((await picture.getAttribute("alt"))!.length).toBeGreaterThan(60);
    expect(await untrusted.page.locator("form.unrolled-controls").count()).toBe(0);
    expect(await untrusted.page.getByText("in a notebook that you trust").first().isVisible()).toBe(true);
  });
});

/** All that a reader takes from a figure. */
async function seen(figure: Locator): Promise<unknown> {
  return [await figure.locator("[role=img]").getAttribute("aria-label"), await figure.getByRole("status").innerText()];
}
