/*
 * What a solution cell holds between its markers never reaches a student:
 *
 *   // BEGIN SOLUTION
 *   the solution
 *   // STUB                     (optional)
 *   // what stands in its place, as comments
 *   // END SOLUTION
 */

const BEGIN = "// BEGIN SOLUTION";
const STUB = "// STUB";
const END = "// END SOLUTION";
const DEFAULT_STUB: readonly string[] = ["// your code here", 'throw new Error("not yet written");'];

export const isMarked = (source: string): boolean => /\/\/ (BEGIN|END) SOLUTION/.test(source);

/** A solution cell taken apart: the student's text, and the lines that must not be in it. */
export type Stripped = { readonly stub: string; readonly solution: readonly string[] };

/** @throws Error when the markers are not in order */
export function strip(source: string): Stripped {
  const [kept, solution]: [string[], string[]] = [[], []];
  let region: { readonly indent: string; solution: string[]; stub?: string[] } | undefined;
  for (const line of source.split("\n")) {
    const text = line.trim();
    if (text === BEGIN) {
      if (region) throw new Error(`"${BEGIN}" inside a solution`);
      region = { indent: line.slice(0, line.indexOf("/")), solution: [] };
    } else if (text === END) {
      if (!region) throw new Error(`"${END}" without "${BEGIN}"`);
      if (region.solution.every((solved) => solved.trim() === "")) throw new Error("an empty solution");
      const stub = stubLines(region.stub, region.indent);
      if (stub.join("\n").trim() === region.solution.join("\n").trim()) throw new Error("the stub is the solution");
      kept.push(...stub);
      solution.push(...region.solution);
      region = undefined;
    } else if (text === STUB) {
      if (!region || region.stub) throw new Error(`"${STUB}" outside a solution, or twice in one`);
      region.stub = [];
    } else if (isMarked(line)) {
      throw new Error(`a marker must stand on a line of its own, got "${text}"`);
    } else {
      (region ? (region.stub ?? region.solution) : kept).push(line);
    }
  }
  if (region) throw new Error(`"${BEGIN}" without "${END}"`);
  return { stub: kept.join("\n"), solution };
}

function stubLines(stub: readonly string[] | undefined, indent: string): string[] {
  const lines = stub ? stub.map(uncommented) : DEFAULT_STUB;
  return lines.map((line) => indent + line);
}

function uncommented(line: string): string {
  const [, text] = /^\s*\/\/ ?(.*)$/.exec(line) ?? [];
  if (text === undefined) throw new Error(`a stub line must be a comment, got "${line.trim()}"`);
  return text;
}
