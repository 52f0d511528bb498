import { join } from "node:path";
import type { Command } from "../sandbox/command.js";
import { courseRoot } from "../submissions/course.js";
import { Breach, Peer } from "./peer.js";
import type { Transpiled } from "./transpile.js";
import type { SourceCell } from "./types.js";

const LIMIT_MS = 10_000;

/** Compiles and checks cells in a process that can be killed; one process serves a whole run of the grader. */
export class Transpiler {
  private peer: Peer | undefined;

  async transpile(source: string): Promise<Transpiled> {
    const { got, problem } = await this.ask("transpile", source);
    return problem ? { code: "", errors: [`it cannot be compiled: ${problem}`] } : (got as Transpiled);
  }

  /** Type errors, or why there could be none found. */
  async typeErrors(cells: readonly SourceCell[]): Promise<readonly string[]> {
    const { got, problem } = await this.ask("check", cells);
    return problem ? [`types were not checked: ${problem}`] : (got as string[]);
  }

  close(): void {
    this.peer?.kill();
    this.peer = undefined;
  }

  private async ask(kind: string, tree: unknown): Promise<{ got?: unknown; problem?: string }> {
    this.peer ??= await Peer.start(compiler(), { tree: courseRoot(), body: new Uint8Array() });
    try {
      const answer = await this.peer.request({ kind, name: "", tree, body: new Uint8Array() }, LIMIT_MS);
      return "trouble" in answer ? { problem: answer.trouble.message } : { got: answer.tree };
    } catch (error) {
      if (!(error instanceof Breach)) throw error;
      this.peer = undefined; // the next cell gets a new process
      return { problem: error.message };
    }
  }
}

/** It runs no code of a learner's, and reads the compiler and the library's declarations. Always the compiled script. */
function compiler(): Command {
  const args = ["--max-old-space-size=512", "--stack-size=900", join(courseRoot(), "grader/dist/runner/transpiler.js")];
  return { what: "the compiler's process", file: process.execPath, args };
}
