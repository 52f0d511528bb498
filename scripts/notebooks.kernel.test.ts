import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executeNotebook } from "./notebooks/execute.js";
import { codeCells, displaysOf, type Notebook, streamOf, textOf } from "./notebooks/ipynb.js";
import { cache, root } from "./setup/paths.mjs";
import type { Problem } from "./setup/problem.mjs";

const folder = join(root, "notebooks");
const names = readdirSync(folder).filter((file) => file.endsWith(".ipynb"));

/**
 * Executes a notebook; an error says all that a reader of `npm run notebooks` would see.
 * Tests may share their machine with others, so they are more patient than that command, which allows 60 s.
 */
const execute = (file: string, out: string, seconds = 240): Promise<Notebook> =>
  executeNotebook(file, { out, seconds }).catch(({ message, advice }: Problem) => {
    throw new Error([message, ...advice].join("\n"));
  });

describe.each(names)("notebooks/%s in the kernel", (name) => {
  const file = join(folder, name);
  const before = readFileSync(file, "utf8");
  let executed: Notebook;

  beforeAll(async () => {
    executed = await execute(file, join(cache, "notebooks"));
  });

  it("runs from top to bottom and leaves the notebook as it was", () => {
    const cells = codeCells(executed);
    expect(cells.map(({ execution_count }) => execution_count)).toEqual(cells.map((_, i) => i + 1));
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("shows something wherever it says so", () => {
    for (const cell of codeCells(executed)) {
      const calls = textOf(cell.source).match(/^(await )?(table|show|showChecked)\(/gm) ?? [];
      expect(displaysOf(cell, "text/html").length, cell.id).toBeGreaterThanOrEqual(calls.length);
    }
  });

  it("draws figures with a picture and a description of what it shows", () => {
    const figures = codeCells(executed)
      .flatMap((cell) => displaysOf(cell, "text/html"))
      .filter((markup) => markup.includes("<figure"));
    expect(figures).not.toEqual([]);
    for (const markup of figures) expect(markup).toMatch(/<img alt="[^"]{40,}" src="data:image\/svg\+xml;base64,/);
  });

  it("stays below 1 MB with its outputs", () => {
    expect(JSON.stringify(executed).length).toBeLessThan(2 ** 20);
  });

  if (name === "01-recurrence.ipynb") {
    it("trains a model that writes words", () => {
      const said = (id: string): string => streamOf(executed.cells.find((cell) => cell.id === id)!, "stdout");
      const articles = (text: string): number => text.match(/\bthe\b/g)?.length ?? 0;
      expect(said("training-run")).toMatch(/^(\d+) of \1 steps done/);
      expect(articles(said("sample-before"))).toBe(0);
      expect(articles(said("sample-after"))).toBeGreaterThan(3);
    });
  }
});

describe("a notebook that is not in order", () => {
  const scratch = mkdtempSync(join(tmpdir(), "unrolled notebooks "));
  afterAll(() => rmSync(scratch, { recursive: true }));

  /** Executes a notebook of these cells and gives the problem that it met. */
  async function problemWith(sources: string[], seconds?: number): Promise<string> {
    const cells = sources.map((source, i) => {
      return { cell_type: "code", id: `cell-${i + 1}`, source, metadata: {}, outputs: [], execution_count: null };
    });
    const metadata = {
      kernelspec: { name: "unrolled", display_name: "TypeScript (Unrolled)", language: "typescript" },
    };
    const file = join(scratch, "scratch.ipynb");
    writeFileSync(file, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
    return execute(file, join(scratch, "out"), seconds).then(
      () => "none",
      (error: Error) => error.message,
    );
  }

  it("is refused when a cell throws, and the cell and its message are shown", async () => {
    const problem = await problemWith(["1 + 1;", 'throw new RangeError("h must be [H]");', "2 + 2;"]);
    expect(problem).toMatch(/the cell failed.*\[cell-2\].*throw new RangeError.*RangeError: h must be \[H\]/s);
  });

  it("is refused when a cell does not type-check", async () => {
    expect(await problemWith(["const x: number = 'one';"])).toMatch(/\[cell-1\].*not assignable/s);
  });

  it("is refused when a cell warns", async () => {
    expect(await problemWith(['console.warn("deprecated");'])).toMatch(/a warning.*\[cell-1\].*deprecated/s);
  });

  it("is refused when it takes too long", async () => {
    const problem = await problemWith(["await new Promise((resolve) => setTimeout(resolve, 600_000));"], 20);
    expect(problem).toMatch(/takes longer than 20 s.*\[cell-1\]/s);
  });

  it("is refused when there is nothing to run", async () => {
    expect(await problemWith([])).toContain("has no code to run");
  });
});
