import { Breach, Peer } from "./peer.js";
import type { Transpiled } from "./transpile.js";

const LIMIT_MS = 10_000;
const FLAGS: readonly string[] = ["--max-old-space-size=512", "--stack-size=900"];

/** Transpiles cells in a process that can be killed; one process serves a whole run of the grader. */
export class Transpiler {
  private peer: Peer | undefined;

  async transpile(source: string): Promise<Transpiled> {
    this.peer ??= await Peer.start("transpiler.js", FLAGS, "");
    try {
      const reply = await this.peer.request({ kind: "transpile", name: "", payload: source }, LIMIT_MS);
      if ("trouble" in reply) return { code: "", errors: [reply.trouble.message] };
      return reply.value as Transpiled;
    } catch (error) {
      if (!(error instanceof Breach)) throw error;
      this.peer = undefined; // the next cell gets a new process
      return { code: "", errors: [`it cannot be transpiled: ${error.message}`] };
    }
  }

  close(): void {
    this.peer?.kill();
    this.peer = undefined;
  }
}
