import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/*
 * lib/README.md leads from each section of the chapter to the code, and the code's comments lead back:
 * (ch. 9, "The Gradient Chain"). Both must say the same.
 */

const LIB = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path: string): string => readFileSync(join(LIB, path), "utf8");

type Link = { readonly section: string; readonly symbol: string; readonly file: string };

/** [`symbol`](file.ts) under a heading of the third level. */
const links: Link[] = read("README.md")
  .split(/^### /m)
  .slice(1)
  .flatMap((part) => {
    const section = part.slice(0, part.indexOf("\n"));
    const found = part.split(/^## /m)[0].matchAll(/\[`([\w.]+)`\]\(([^)]+\.ts)\)/g);
    return Array.from(found, ([, symbol, file]) => ({ section, symbol, file }));
  });

const everyFile = readdirSync(LIB, { recursive: true, encoding: "utf8" })
  .map((path) => path.split(sep).join("/"))
  .filter((path) => path.endsWith(".ts"))
  .filter((path) => !/(^|\/)(dist|node_modules)\//.test(path));

/** Sources with a say in the matter; figures and notebooks have chapters of their own, twins on TensorFlow.js their models'. */
const files = everyFile.filter((path) => !/(^|\/)(testing|figures|notebook|tfjs)\/|\.(test|d)\.ts$/.test(path));

/** The sections that a file's comments cite, also where a title goes over two lines. */
function sectionsIn(file: string): string[] {
  const text = read(file).replaceAll(/\n\s*\* /g, " ");
  return Array.from(text.matchAll(/ch\. 9, "([^"]+)"/g), ([, section]) => section);
}

const show = ({ section, symbol, file }: Link): string => `${section}: ${symbol} in ${file}`;

describe("the map from the chapter to the code", () => {
  it("has every section with an equation or code", () => {
    expect(new Set(links.map(({ section }) => section)).size).toBeGreaterThan(12);
    expect(links.length).toBeGreaterThan(60);
  });

  it("names only files that exist and symbols that they declare", () => {
    expect(links.filter(({ file, symbol }) => !declares(file, symbol)).map(show)).toEqual([]);
  });

  it("is answered by every file it names", () => {
    expect(links.filter(({ file, section }) => !sectionsIn(file).includes(section)).map(show)).toEqual([]);
  });

  it("names every file that cites the chapter, under the section it cites", () => {
    const known = new Set(links.map(({ section, file }) => `${section}: ${file}`));
    const cited = files.flatMap((file) => sectionsIn(file).map((section) => `${section}: ${file}`));
    expect(cited.length).toBeGreaterThan(40);
    expect([...new Set(cited)].filter((citation) => !known.has(citation))).toEqual([]);
  });

  it("has every section that any file cites, figures and twins included", () => {
    const sections = new Set(links.map(({ section }) => section));
    const cited = everyFile.flatMap((file) => sectionsIn(file).map((section) => ({ section, file })));
    expect(cited.filter(({ section }) => !sections.has(section))).toEqual([]);
  });
});

/** Whether a file exports the symbol, or a class of it has the member: `VanillaRNN.backward`. */
function declares(file: string, symbol: string): boolean {
  if (!existsSync(join(LIB, file))) return false;
  const [name, member] = symbol.split(".");
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
  return source.statements.some((statement) => {
    if (!ts.canHaveModifiers(statement)) return false;
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return false;
    if (ts.isVariableStatement(statement)) {
      return !member && statement.declarationList.declarations.some((one) => one.name.getText() === name);
    }
    if (ts.isClassDeclaration(statement) && member) {
      return statement.name?.text === name && statement.members.some((one) => one.name?.getText() === member);
    }
    return !member && (statement as ts.DeclarationStatement).name?.getText() === name;
  });
}
