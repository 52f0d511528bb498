import type { RunnableCell } from "../runner/session.js";
import type { Transpiler } from "../runner/transpile-client.js";
import type { SourceCell } from "../runner/types.js";

/** Cells compiled, and what the compiler had to say. */
export type Prepared = {
  readonly runnable: readonly RunnableCell[];
  /** Cells that do not run, each with the reason. */
  readonly refused: readonly string[];
  readonly typeErrors: readonly string[];
};

/** Longer than anything that a person writes into one cell. */
const MAX_CHARACTERS = 100_000;

export async function prepare(cells: readonly SourceCell[], transpiler: Transpiler): Promise<Prepared> {
  const runnable: RunnableCell[] = [];
  const refused: string[] = [];
  for (const { id, source } of cells) {
    const { code, errors } =
      source.length > MAX_CHARACTERS
        ? { code: "", errors: [`it is longer than ${MAX_CHARACTERS} characters`] }
        : await transpiler.transpile(source);
    if (errors.length > 0) refused.push(`the cell [${id}] does not run: ${errors[0]}`);
    else runnable.push({ id, code });
  }
  const sound = cells.filter(({ id }) => runnable.some((cell) => cell.id === id));
  return { runnable, refused, typeErrors: await transpiler.typeErrors(sound) };
}
