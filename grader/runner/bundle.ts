import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

/** The learner's process as text: Node's side of it, and what runs in the context, the library included. */
export type LearnerProgram = { readonly node: string; readonly realm: Uint8Array };

let bundled: Promise<LearnerProgram> | undefined;

/** Bundled once in a run of the grader: what is in one text needs no file to be read where the learner's code runs. */
export function learnerProgram(): Promise<LearnerProgram> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<LearnerProgram> {
  const [node, realm] = await Promise.all([
    text("./learner", { format: "esm", platform: "node" }),
    // Threads are not for this place: nothing asks where the library lies.
    text("./realm/index", { format: "iife", globalName: "realm", define: { "import.meta.url": '""' } }),
  ]);
  return { node, realm: Buffer.from(realm) };
}

async function text(entry: string, options: BuildOptions): Promise<string> {
  const here = import.meta.url; // compiled, or the source in a test
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry + extname(here), here))],
    bundle: true,
    write: false,
    target: "es2022",
    minifyWhitespace: true,
    mainFields: ["module", "main"],
    logLevel: "error",
    ...options,
  });
  return (outputFiles as { text: string }[])[0].text;
}
