import { describe, expect, it } from "vitest";
import { Cells, withhold } from "./cells.js";
import { transpileCell } from "./transpile.js";

const library = { double: (x: number) => 2 * x, answer: 42 };

/** Cells that have run; the last one may fail. */
async function after(...sources: string[]): Promise<Cells> {
  const cells = new Cells({ unrolled: withhold(library, ["answer"]) });
  for (const source of sources) await cells.run("cell", transpileCell(source).code);
  return cells;
}

describe("cells, as in tslab", () => {
  it("see what earlier cells declared, types and imports included", async () => {
    const cells = await after(
      'import { double } from "unrolled"; type Id = number;',
      "const a: Id = 3; function f(): Id { return double(a); } const [b, { c }] = [1, { c: 2 }];",
      "const sum = f() + b + c; class K { n = sum; } enum E { x = 7 }",
      "const all = { sum, a }; const n = new K().n; const e = E.x;",
    );
    expect(cells.get("all")).toEqual({ sum: 9, a: 3 });
    expect([cells.get("n"), cells.get("e")]).toEqual([9, 7]);
  });

  it("may declare a name again, one that was imported too", async () => {
    const cells = await after(
      'import { double } from "unrolled"; const a = 1;',
      "const a = 2; const double = 5;",
      "const r = a + double;",
    );
    expect(cells.get("r")).toBe(7);
  });

  it("may await at the top and assign to earlier variables", async () => {
    const cells = await after("let n = await Promise.resolve(1);", "n += 1;");
    expect(cells.get("n")).toBe(2);
  });

  it("keep what they declared before they failed", async () => {
    const cells = new Cells({});
    await expect(cells.run("cell", transpileCell("const a = 1; throw new Error('no');").code)).rejects.toThrow("no");
    expect(cells.get("a")).toBe(1);
    expect(cells.has("b")).toBe(false);
  });

  it("import the library and nothing else", async () => {
    await expect(after('import { readFileSync } from "node:fs"; readFileSync;')).rejects.toThrow(
      '"node:fs" cannot be imported',
    );
    await expect(after('await import("node:net");')).rejects.toThrow('"node:net" cannot be imported');
  });

  it("meet an explanation where they use what the exercise withholds, and only there", async () => {
    await after('import { answer, double } from "unrolled"; double(1);');
    await expect(after('import { answer } from "unrolled"; answer;')).rejects.toThrow(
      "the library's answer is withheld",
    );
  });
});

describe("transpileCell", () => {
  it("reports syntax errors with their place, and no type errors", () => {
    expect(transpileCell("const a =\n(;").errors).toEqual(["2:2 - Expression expected."]);
    expect(transpileCell('const a: number = "text"; await a; const b = missing;').errors).toEqual([]);
  });
});
