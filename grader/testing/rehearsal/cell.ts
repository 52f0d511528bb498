import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import * as unrolled from "unrolled";
import type { Answers, Exercise } from "../../checks/exercise.js";
import { courseRoot } from "../../submissions/course.js";

/** One entry of an exercise's bank. */
export type Entry = { readonly kind: "wrong" | "right"; readonly index: number };

export const answersOf = ({ bank }: Exercise, { kind, index }: Entry): Answers => bank[kind][index].answers;

/** A cell that declares the answers of a bank's entry: as a learner would have to hand them in. */
export async function cellOf(exercise: Exercise, entry: Entry): Promise<string> {
  const answers = answersOf(exercise, entry);
  if (Object.values(answers).some((value) => typeof value === "function")) return codeCell(exercise, entry);
  return Object.entries(answers)
    .map(([name, value]) => `const ${name} = ${literal(value)};`)
    .join("\n");
}

/** Numbers, texts, and lists and tables of them as they are written in TypeScript. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (value instanceof Float64Array) return `Float64Array.of(${value.join(", ")})`;
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? JSON.stringify(value) : `${value}`;
  return `{ ${Object.entries(value).map(([name, inner]) => `${name}: ${literal(inner)}`).join(", ")} }`; // biome-ignore format: a line
}

/** Functions stand on helpers of the bank: the cell holds them all, in one text. */
async function codeCell(exercise: Exercise, { kind, index }: Entry): Promise<string> {
  const bank = await bankText(exercise);
  const names = Object.keys(exercise.bank[kind][index].answers).join(", ");
  return [
    "// @ts-nocheck",
    'import * as library from "unrolled";',
    bank,
    `const { ${names} } = held.bank.${kind}[${index}].answers;`,
  ].join("\n");
}

const texts: Map<string, Promise<string>> = new Map();

function bankText(exercise: Exercise): Promise<string> {
  const { slug } = exercise;
  const text = texts.get(slug) ?? bundled(exercise);
  texts.set(slug, text);
  return text;
}

async function bundled({ slug, withheld }: Exercise): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(courseRoot(), "grader", "mutants", `${slug}.ts`)],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "held",
    target: "es2022",
    minify: true, // a cell of more than 100,000 characters is refused
    define: { "import.meta.url": '""' },
    plugins: [asInACell(withheld)],
  });
  return outputFiles[0].text;
}

/**
 * The library as the cell's own import gives it. What the exercise withholds comes from the library's source, as if the
 * learner had written it; its tensors are the cell's.
 */
function asInACell(withheld: readonly string[]): Plugin {
  const library = join(courseRoot(), "lib");
  const given = Object.keys(unrolled).filter((name) => !withheld.includes(name));
  // What a module exports itself goes before what it exports of another.
  const modules: Record<string, string> = {
    library: `export * from "./index.ts"; export const { ${given.join(", ")} } = library;`,
    tensor: 'export * from "./tensor/tensor.ts"; export const { Tensor } = library;',
  };
  return {
    name: "as in a cell",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^unrolled$/ }, () => ({ path: "library", namespace: "cell" }));
      onResolve({ filter: /\/tensor\.js$/ }, () => ({ path: "tensor", namespace: "cell" }));
      onLoad({ filter: /.*/, namespace: "cell" }, ({ path }) => ({ contents: modules[path], resolveDir: library }));
    },
  };
}
