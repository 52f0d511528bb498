import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../setup/paths.mjs";
import { codeCells, type Notebook, readNotebook, textOf } from "./ipynb.js";

const folder = join(root, "notebooks");
const names = readdirSync(folder).filter((file) => file.endsWith(".ipynb"));

const proseOf = ({ cells }: Notebook): string =>
  cells
    .filter((cell) => cell.cell_type === "markdown")
    .map((cell) => textOf(cell.source))
    .join("\n");

/** The headings as links name them. */
const anchorsIn = (prose: string): string[] =>
  [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading.replaceAll(" ", "-"));

it("finds the notebooks", () => {
  expect(names).not.toEqual([]);
});

describe.each(names)("notebooks/%s", (name) => {
  const notebook = readNotebook(join(folder, name));
  const { cells } = notebook;

  it("is of format 4.5, for our kernel, and written as Jupyter writes it", () => {
    expect(notebook).toMatchObject({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: "unrolled", language: "typescript" }, language_info: { name: "typescript" } },
    });
    expect(readFileSync(join(folder, name), "utf8")).toBe(`${JSON.stringify(notebook, null, 1)}\n`);
  });

  it("has the fields of a notebook's cells and no others", () => {
    const common = ["cell_type", "id", "metadata", "source"];
    const fields = { markdown: common, code: [...common, "execution_count", "outputs"].sort(), raw: [] };
    for (const cell of cells) expect(Object.keys(cell).sort(), cell.id).toEqual(fields[cell.cell_type]);
  });

  it("gives every cell an id that says what it is about", () => {
    const ids = cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it("is committed without outputs", () => {
    for (const { id, outputs, execution_count } of codeCells(notebook)) {
      expect({ id, outputs, execution_count }).toEqual({ id, outputs: [], execution_count: null });
    }
  });

  it("keeps code in cells that can be read at a glance", () => {
    for (const cell of codeCells(notebook)) {
      const lines = textOf(cell.source).split("\n");
      expect(lines.length, cell.id).toBeLessThanOrEqual(20);
      for (const line of lines) expect(line.length, `${cell.id}: ${line}`).toBeLessThanOrEqual(100);
    }
  });

  it("links only to files that are there, and says what pictures show", () => {
    const text = proseOf(notebook);
    for (const [, target] of text.matchAll(/\]\(([^):]+)\)/g)) {
      const [file, heading] = target.split("#");
      expect(existsSync(join(folder, file)), target).toBe(true);
      if (heading === undefined) continue;
      const other = file === "" ? text : proseOf(readNotebook(join(folder, file)));
      expect(anchorsIn(other), target).toContain(heading);
    }
    for (const [picture, alt] of text.matchAll(/!\[([^\]]*)\]/g)) expect(alt.length, picture).toBeGreaterThan(40);
  });
});
