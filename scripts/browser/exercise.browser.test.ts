import { describe, expect, it } from "vitest";
import { violations } from "./accessibility.js";
import { notebookPath, solvedCells } from "./course.js";
import type { NotebookPage } from "./notebook-page.js";
import { browserRoom } from "./room.js";

const path = notebookPath("exercises", 11);
const room = browserRoom();

describe("exercise 11 in JupyterLab", () => {
  let notebook: NotebookPage;

  it("says kindly, before anything is written, what comes first", async () => {
    notebook = await (await room().startLab()).open(path);
    await notebook.runAll();
    const answer = await (await notebook.output("check")).innerText();
    expect(answer).toContain("0 of 10 points");
    expect(answer).toContain("rnnForward is not yet written");
    expect(answer).not.toMatch(/Error|^\s+at /m);
    expect(await (await notebook.output("hint")).innerText()).toContain("Hint 1 of 3");
  });

  passesWcag("what is missing");

  it("gives full marks to the reference solution, and says what it shows", async () => {
    for (const { id, source } of solvedCells(path)) await notebook.type(id, source);
    await notebook.runAll();
    expect(await (await notebook.output("gradient-check-run")).innerText()).toMatch(/maxError: \S+e-/);
    const answer = (await (await notebook.output("check")).allInnerTexts()).join("\n");
    expect(answer).toContain("10 of 10 points. Solved");
    expect(answer).not.toContain("failed");
    expect(answer).toContain("What this shows.");
  });

  passesWcag("success");

  /** Light comes last, so that the next test begins as a learner does. */
  function passesWcag(feedback: string): void {
    it.each(["dark", "light"] as const)(
      `shows ${feedback} in a way that passes WCAG 2.2 AA in the %s theme`,
      async (theme) => {
        await notebook.useTheme(theme);
        await notebook.unroll();
        expect(await violations(await notebook.output("check"))).toEqual([]);
        expect(await violations(await notebook.output("hint"))).toEqual([]);
      },
    );
  }
});
