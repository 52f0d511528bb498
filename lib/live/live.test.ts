import { JSDOM } from "jsdom";
import { describe, expect, it, vi } from "vitest";
import { html } from "../notebook/html.js";
import { type Control, defaults, type Settings } from "./controls.js";
import { liveFigures, showLive } from "./index.js";
import { firstResult, liveHtml } from "./live-html.js";
import { readData } from "./read-data.js";

it("lists each figure once, under the name of its file", async () => {
  const slugs = liveFigures.map(({ slug }) => slug);
  expect(new Set(slugs).size).toBe(slugs.length);
  for (const live of liveFigures) {
    const module: Record<string, unknown> = await import(`./figures/${live.slug}.ts`);
    expect(Object.values(module)).toContain(live);
  }
});

/** The least, the default and the most that a control can say. */
function extremes(control: Control): readonly (number | string)[] {
  if (control.kind === "slider") return [control.min, control.value, control.max];
  if (control.kind === "select") return control.options;
  if (control.kind === "button") return [0, 3];
  return [control.value, "", "  ", "zxqv", control.value.repeat(20)];
}

/** All combinations would be too many: the default with each control at each of its extremes, and all at theirs at once. */
function settingsToTry(live: (typeof liveFigures)[number]): Settings[] {
  const start = defaults(live.controls);
  const entries = Object.entries(live.controls);
  const single = entries.flatMap(([name, control]) => extremes(control).map((value) => ({ ...start, [name]: value })));
  const together = [0, -1].map((i) =>
    Object.fromEntries(entries.map(([name, control]) => [name, extremes(control).at(i)!])),
  );
  return [...single, ...together];
}

describe.each(liveFigures)("live figure $slug", (live) => {
  it("says and shows something finite for its extreme settings", async () => {
    const compute = await live.prepare(readData);
    for (const settings of settingsToTry(live)) {
      const { figure, reading } = compute(settings);
      const [said, where] = [[reading, figure?.alt ?? reading, figure?.title ?? reading], JSON.stringify(settings)];
      for (const text of said) {
        expect(text.length, where).toBeGreaterThan(15);
        expect(text, where).not.toMatch(/NaN|undefined|null|\[object/);
      }
      expect(reading, where).not.toContain("\n");
      expect(JSON.stringify(figure), where).not.toMatch(/:NaN|"NaN"/);
    }
  });

  it("gives the same answer twice, and another for other settings", async () => {
    const compute = await live.prepare(readData);
    const start = defaults(live.controls);
    expect(compute(start)).toEqual(compute(start));
    for (const [name, control] of Object.entries(live.controls)) {
      const answers = extremes(control).map((value) => JSON.stringify(compute({ ...start, [name]: value })));
      expect(new Set(answers).size, name).toBeGreaterThan(1);
    }
  });

  it("begins with a picture that says in words what it shows, in less than 100 kB", async () => {
    const { figure } = await firstResult(live, readData);
    expect(figure.alt.length).toBeGreaterThan(80);
    const { markup } = await liveHtml(live, readData, html``);
    expect(markup.length).toBeLessThan(100_000);
    const { document } = new JSDOM(markup).window;
    const picture = document.querySelector("img")!;
    expect(picture.alt).toBe(figure.alt);
    expect(atob(picture.src.split(",")[1])).toMatch(/^<svg .*<\/svg>$/s);
    expect(document.querySelectorAll("tbody tr").length).toBeGreaterThan(1);
    expect(document.querySelector("[role=status]")?.textContent?.length).toBeGreaterThan(15);
  });
});

it("prints title, alt text and reading outside a notebook", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await showLive(liveFigures[0]);
  const { figure, reading } = await firstResult(liveFigures[0], readData);
  expect(log).toHaveBeenCalledWith(`${figure.title}: ${figure.alt}\n${reading}`);
  log.mockRestore();
});
