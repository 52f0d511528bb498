import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const LIB = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const sources = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !/(^|[/\\])(dist|node_modules|testing)[/\\]|\.(test|d)\.ts$/.test(path),
);

/** What `npm run build` writes as .d.ts, made here so that the test needs no build. */
const declarations = sources.map((path) => {
  const source = readFileSync(join(LIB, path), "utf8");
  const { outputText } = ts.transpileDeclaration(source, { fileName: path, compilerOptions: {} });
  return { path: path.replace(/\.ts$/, ".d.ts"), text: outputText };
});

describe("index.ts", () => {
  const file = join(LIB, "index.ts");
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    noLib: true,
    types: [],
  };
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(file)!;
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(index)!).map((symbol) => {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  });

  it("exports names one by one, never *", () => {
    expect(exported.length).toBeGreaterThan(30);
    const stars = index.statements.filter((statement) => ts.isExportDeclaration(statement) && !statement.exportClause);
    expect(stars.map((statement) => statement.getText())).toEqual([]);
  });

  it("documents every public symbol", () => {
    const silent = exported.filter((symbol) => symbol.getDocumentationComment(checker).length === 0);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

describe("the declarations", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "declarations-"));
    for (const { path, text } of declarations) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("hold no any", () => {
    const found = declarations.filter(({ path, text }) =>
      holdsAny(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022)),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it.each(["index.d.ts", "tfjs/index.d.ts"])(
    "%s means the same to TypeScript 5.0.4, which a notebook's kernel brings",
    (file) => {
      const require = createRequire(import.meta.url);
      const compiler = require.resolve("@tslab/typescript-for-tslab/bin/tsc");
      const flags =
        "--noEmit --strict --moduleResolution node --module es2022 --target es2022 --types --lib es2022,dom --skipDefaultLibCheck";
      const run = () =>
        execFileSync(process.execPath, [compiler, ...flags.split(" "), join(folder, file)], { encoding: "utf8" });
      expect(run()).toBe("");
    },
    60_000,
  );
});

function holdsAny(node: ts.Node): boolean {
  return (
    node.kind === ts.SyntaxKind.AnyKeyword || (ts.forEachChild(node, (child) => holdsAny(child) || undefined) ?? false)
  );
}
