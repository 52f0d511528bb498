import { dirname, join } from "node:path";
import ts from "typescript";
import { declaredNames, describe } from "./transpile.js";

/** A cell as it was written. */
export type SourceCell = { readonly id: string; readonly source: string };

/** What tslab checks cells with; `strict` is not among it. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
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
 * @param root the folder whose packages they import
 */
export class TypeChecker {
  private readonly known: Map<string, ts.SourceFile> = new Map(); // the library's declarations are read once

  constructor(private readonly root: string) {}

  check(cells: readonly SourceCell[]): string[] {
    const files = this.modules(cells);
    const program = ts.createProgram([...files.keys()], OPTIONS, this.host(files));
    const errors = cells.flatMap(({ id, source }, i) => {
      const found = program.getSemanticDiagnostics(program.getSourceFile(this.path(i)));
      const own = found.filter(({ start = 0 }) => start < source.length);
      return own.map((error) => `the cell [${id}], ${describe(error)}`);
    });
    return errors.slice(0, MAX_ERRORS);
  }

  private modules(cells: readonly SourceCell[]): Map<string, string> {
    const files = new Map([[join(this.root, "globals.d.ts"), GLOBALS]]);
    const declared = new Map<string, number>(); // by which cell, the last one
    for (const [i, { source }] of cells.entries()) {
      const own = namesAndTypes(source);
      const earlier = [...declared].filter(([name]) => !own.includes(name));
      // After the source, so that its lines keep their numbers.
      const imports = earlier.map(([name, from]) => `import { ${name} } from "./cell-${from}";`);
      files.set(this.path(i), `${source}\n${imports.join("\n")}\nexport { ${own.join(", ")} };`);
      for (const name of own) declared.set(name, i);
    }
    return files;
  }

  private host(files: ReadonlyMap<string, string>): ts.CompilerHost {
    const host = ts.createCompilerHost(OPTIONS);
    const { fileExists, readFile } = host;
    return {
      ...host,
      getCurrentDirectory: () => this.root,
      fileExists: (path) => files.has(path) || fileExists(path),
      readFile: (path) => files.get(path) ?? readFile(path),
      getDefaultLibLocation: () => dirname(ts.getDefaultLibFilePath(OPTIONS)),
      getSourceFile: (path, target) => {
        const text = files.get(path);
        if (text !== undefined) return ts.createSourceFile(path, text, target);
        const file = this.known.get(path) ?? host.getSourceFile(path, target);
        if (file) this.known.set(path, file);
        return file;
      },
    };
  }

  private path(i: number): string {
    return join(this.root, `cell-${i}.ts`);
  }
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
