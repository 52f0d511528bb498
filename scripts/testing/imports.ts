import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import ts from "typescript";

/** A file and what it imports: another file, as a path from the same folder, or a package by its name. */
export type Import = { readonly from: string; readonly to: string };

/** Every TypeScript source below a folder, tests and their helpers aside, as a path from it. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => path.endsWith(".ts") && !/(^|\/)(dist|node_modules|testing)\/|\.(test|d)\.ts$/.test(path));
}

/** Imports, re-exports, type imports and `import()` alike. */
export function importsOf(folder: string, files: readonly string[]): Import[] {
  return files.flatMap((from) =>
    ts.preProcessFile(readFileSync(join(folder, from), "utf8")).importedFiles.map(({ fileName: to }) => {
      if (!to.startsWith(".")) return { from, to };
      const path = relative(folder, resolve(folder, dirname(from), to.replace(/\.js$/, ".ts")));
      return { from, to: path.split(sep).join("/") };
    }),
  );
}

/** Each circle of files once, as the path that leads back to its beginning. */
export function circlesOf(imports: readonly Import[]): string[] {
  const [found, done]: [string[], Set<string>] = [[], new Set()];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (path.includes(file) || done.has(file)) return;
    for (const { from, to } of imports) if (from === file) visit(to, [...path, file]);
    done.add(file);
  };
  for (const { from } of imports) visit(from, []);
  return found;
}
