import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import ts from "typescript";

/** What a cell may import, as where it is graded, and the file with its types. */
export const IMPORTS: { readonly [name: string]: string[] } = {
  unrolled: ["/unrolled/index.d.ts"],
  "unrolled-grader": ["/unrolled-grader/index.d.ts"],
};

const COMPILER = "/typescript";

/**
 * All files that the types of a cell come from: TypeScript's own, the library's, and what a notebook uses of the grader.
 * They are listed before any cell is read, under paths of their own. A path that a cell names is looked for in this list and
 * never on the machine: a type error would tell the learner what is there.
 */
export class Declarations {
  private readonly places: ReadonlyMap<string, string>;
  private readonly known: Map<string, ts.SourceFile> = new Map(); // each is read once

  /** @param root the folder of the course */
  constructor(root: string) {
    const [library, grader] = [join(root, "lib", "dist"), join(root, "grader", "dist")];
    this.places = new Map([
      ...listed(COMPILER, dirname(ts.getDefaultLibFilePath({}))),
      ...listed("/unrolled", library),
      // Not its checks: what they expect may be in their types.
      ["/unrolled-grader/index.d.ts", join(grader, "index.d.ts")],
      ...listed("/unrolled-grader/notebook", join(grader, "notebook")),
    ]);
  }

  /** The compiler's view of a program: these files and the cells' own, and nothing else of the machine. */
  host(cells: ReadonlyMap<string, string>): ts.CompilerHost {
    return {
      fileExists: (path) => cells.has(path) || this.places.has(path),
      readFile: (path) => cells.get(path), // declarations are got by `getSourceFile` only
      getSourceFile: (path, target) => {
        const text = cells.get(path);
        return text === undefined ? this.source(path, target) : ts.createSourceFile(path, text, target);
      },
      getDefaultLibFileName: () => `${COMPILER}/lib.d.ts`,
      getCurrentDirectory: () => "/",
      getCanonicalFileName: (path) => path,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      writeFile: () => {},
    };
  }

  private source(path: string, target: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const place = this.places.get(path);
    if (place === undefined) return undefined;
    const file = this.known.get(path) ?? ts.createSourceFile(path, readFileSync(place, "utf8"), target);
    this.known.set(path, file);
    return file;
  }
}

function listed(at: string, folder: string): [string, string][] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".d.ts"));
  return names.map((name) => [`${at}/${name.replaceAll(sep, "/")}`, join(folder, name)]);
}
