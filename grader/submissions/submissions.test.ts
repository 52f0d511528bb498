import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Cell, type Notebook, readNotebook } from "./notebook.js";
import { rebuild } from "./rebuild.js";

const folder = mkdtempSync(join(tmpdir(), "unrolled submissions "));
afterAll(() => rmSync(folder, { recursive: true }));

const code = (id: string, source: string, metadata: Cell["metadata"] = {}): Cell => ({
  cell_type: "code",
  id,
  source,
  metadata,
});
const notebook = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
const solution = { nbgrader: { solution: true } };

describe("readNotebook", () => {
  function file(name: string, content: string | Buffer): string {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  }

  it("reads a notebook", () => {
    const written = notebook(code("a", "1"));
    expect(readNotebook(file("good.ipynb", JSON.stringify(written)))).toEqual(written);
  });

  it.each([
    ["text", "not JSON", "is not JSON"],
    ["another document", "[1]", "must be a Jupyter notebook of format 4, got something else"],
    ["format 3", '{"nbformat": 3, "worksheets": []}', "got format 3"],
    [
      "cells of another kind",
      '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1, "metadata": {}}]}',
      "holds cells that are not a notebook's",
    ],
    ["no cells", '{"nbformat": 4}', "holds cells"],
    ["a huge file", `"${"x".repeat(11 * 2 ** 20)}"`, "is larger than 10 MB"],
    ["a format that is no number", '{"nbformat": {"toString": 1}}', "got something else"],
    ["another encoding", Buffer.from('{"nbformat": 4}', "utf16le"), "is not JSON"],
    ["bytes that are no text", Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), "is not text in UTF-8"],
    ["a zip file", "PK\u0003\u0004…", "is a packed archive: unpack it first"],
    ["a gzip file", Buffer.from([0x1f, 0x8b, 8, 0]), "is a packed archive: unpack it first"],
    ["an empty file", "", "is empty"],
  ])("refuses %s", (_, content, message) => {
    expect(() => readNotebook(file("bad.ipynb", content))).toThrow(message);
  });

  it("refuses what is not an ordinary file", () => {
    const link = join(folder, "link.ipynb");
    symlinkSync("/etc/hostname", link);
    mkdirSync(join(folder, "folder.ipynb"));
    expect(() => readNotebook(link)).toThrow("is not an ordinary file");
    expect(() => readNotebook(join(folder, "folder.ipynb"))).toThrow("is not an ordinary file");
    expect(() => readNotebook(join(folder, "none.ipynb"))).toThrow(/^does not exist$/);
  });

  it.skipIf(process.platform === "win32")("waits for no pipe, and reads no hole of a terabyte", () => {
    const [pipe, sparse] = [join(folder, "pipe.ipynb"), join(folder, "sparse.ipynb")];
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    expect(() => readNotebook(pipe)).toThrow("is not an ordinary file");
    writeFileSync(sparse, "");
    truncateSync(sparse, 2 ** 40);
    expect(() => readNotebook(sparse)).toThrow("is larger than 10 MB");
    truncateSync(sparse, 2 ** 20);
    expect(() => readNotebook(sparse)).toThrow("is not JSON");
  });
});

describe("rebuild", () => {
  const template = notebook(
    code("setup", "import", { tags: ["setup"] }),
    code("one", "function f() {}\nconst g = 1;", solution),
    code("demo", "f();"),
    code("two", "const h1 = NaN;", solution),
  );

  it("takes the solution cells from the learner and all else from the course", () => {
    const submission = notebook(
      code("setup", "process.exit(0)", { tags: ["setup"] }),
      code("two", "const h1 = 1;"),
      code("extra", "console.log('mine')", { ...solution, tags: ["setup"] }),
      code("one", "function f() { return 1; }\nconst g = 2;"),
    );
    expect(rebuild(template, submission)).toEqual({
      cells: [
        { id: "setup", source: "import" },
        { id: "one", source: "function f() { return 1; }\nconst g = 2;" },
        { id: "two", source: "const h1 = 1;" },
      ],
      problems: [],
    });
  });

  it("finds a cell that lost its id by what it declares", () => {
    const pasted = notebook(
      code("x1", "f();"),
      code("x2", "const helper = 0;\nconst g = 2;\nfunction f() {}"),
      code("two", "const h1 = 1;"),
    );
    const { cells, problems } = rebuild(template, pasted);
    expect(cells[1].source).toContain("helper");
    expect(problems).toEqual(["the cell [one] was found by the names that it declares"]);
  });

  it("finds what was moved out of its cell, in the last cell that declares it", () => {
    const moved = notebook(
      code("one", "const helper = 1;"),
      code("x1", "function f() { return 1; }\nconst g = 1;"),
      code("x2", "function f() { return 2; }\nconst g = 2;"),
      code("two", "const h1 = 1;"),
    );
    expect(rebuild(template, moved).cells[1].source).toContain("return 2");
  });

  it("leaves the stub where a cell is missing, and says so", () => {
    const { cells, problems } = rebuild(template, notebook(code("one", "function f() {}")));
    expect(cells[2].source).toBe("const h1 = NaN;");
    expect(problems).toEqual(["the cell [two] is missing, and nothing else declares what it should"]);
  });
});
