import ts from "typescript";
import { Declarations, IMPORTS } from "./declarations.js";
import { declaredNames, describe } from "./transpile.js";

/** A cell as it was written. */
export type SourceCell = { readonly id: string; readonly source: string };

/** What tslab checks cells with; `strict` is not among it. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  paths: IMPORTS,
  types: [],
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
};

/** In a notebook Node's own names are known too; these are those that work where it is graded. */
const GLOBALS = `
declare const console: { [method: string]: (...values: any[]) => void };
declare const performance: { now(): number };
declare function structuredClone<T>(value: T): T;
declare function setTimeout(work: (...args: any[]) => void, ms?: number, ...args: any[]): number;
declare function setInterval(work: (...args: any[]) => void, ms?: number, ...args: any[]): number;
declare function clearTimeout(id?: number): void;
declare function clearInterval(id?: number): void;
declare function queueMicrotask(work: () => void): void;
`;

const MAX_ERRORS = 10;

/**
 * Type errors of cells, each in the words of the compiler: feedback, not points. A cell is a module that imports what the
 * cells before it declared last.
 *
 * @param root the folder of the course, whose packages they import
 */
export class TypeChecker {
  private readonly declarations: Declarations;

  constructor(root: string) {
    this.declarations = new Declarations(root);
  }

  check(cells: readonly SourceCell[]): string[] {
    const files = modules(cells);
    const program = ts.createProgram([...files.keys()], OPTIONS, this.declarations.host(files));
    const errors = cells.flatMap(({ id, source }, i) => {
      const found = program.getSemanticDiagnostics(program.getSourceFile(path(i)));
      const own = found.filter(({ start = 0 }) => start < source.length);
      return own.map((error) => `the cell [${id}], ${describe(error)}`);
    });
    return errors.slice(0, MAX_ERRORS);
  }
}

const path = (i: number): string => `/cell-${i}.ts`;

function modules(cells: readonly SourceCell[]): Map<string, string> {
  const files = new Map([["/globals.d.ts", GLOBALS]]);
  const declared = new Map<string, number>(); // by which cell, the last one
  for (const [i, { source }] of cells.entries()) {
    const own = namesAndTypes(source);
    const earlier = [...declared].filter(([name]) => !own.includes(name));
    // After the source, so that its lines keep their numbers.
    const imports = earlier.map(([name, from]) => `import { ${name} } from "./cell-${from}";`);
    files.set(path(i), `${source}\n${imports.join("\n")}\nexport { ${own.join(", ")} };`);
    for (const name of own) declared.set(name, i);
  }
  return files;
}

function namesAndTypes(source: string): string[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022);
  const types = file.statements.flatMap((statement) => {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [statement.name.text];
    if (!ts.isImportDeclaration(statement)) return [];
    const bindings = statement.importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
  });
  return [...new Set([...declaredNames(file), ...types])];
}
