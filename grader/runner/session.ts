import type { Reply, Request } from "../checks/conversation.js";
import { learnerFlags } from "./isolation.js";
import { Breach, Peer } from "./peer.js";

/** A cell ready to run. */
export type RunnableCell = { readonly id: string; readonly code: string };

export type Limits = { readonly cellMs: number; readonly callMs: number; readonly submissionMs: number };
export const LIMITS: Limits = { cellMs: 10_000, callMs: 5_000, submissionMs: 60_000 };

/**
 * A submission that answers a check's requests from a process of its own. On a breach the process is killed, the guilty
 * cell or function is not tried again, and a new process goes on: an infinite loop costs what depends on it, no more.
 */
export class Session {
  /** What went wrong while the cells ran, for the learner. */
  readonly problems: string[] = [];
  /** What the learner's code printed, complete when the session is closed. */
  output = "";
  private peer: Peer | undefined;
  private readonly guiltyCells: Set<string> = new Set();
  private readonly guilty: Map<string, Reply> = new Map();
  private readonly deadline: number;

  constructor(
    private readonly cells: readonly RunnableCell[],
    private readonly withheld: readonly string[],
    private readonly limits: Limits = LIMITS,
  ) {
    this.deadline = performance.now() + limits.submissionMs;
  }

  async answer(request: Request): Promise<Reply> {
    const known = this.guilty.get(request.name);
    if (known) return known;
    const payload = request.kind === "call" ? request.args : null;
    try {
      const peer = await this.ready();
      return await peer.request({ ...request, payload }, this.within(this.limits.callMs));
    } catch (error) {
      const { kind, message } = breachOf(error);
      const reply = { trouble: { kind, message: `\`${request.name}\`: ${message}` } };
      this.guilty.set(request.name, reply);
      await this.close();
      return reply;
    }
  }

  async close(): Promise<void> {
    const { peer } = this;
    this.peer = undefined;
    await peer?.close();
    this.output += peer?.output ?? "";
  }

  /** A process in which the cells have run. */
  private async ready(): Promise<Peer> {
    while (!this.peer) {
      this.within(0); // no process is worth starting when the time is used up
      this.peer = await Peer.start("learner.js", learnerFlags(), [...this.withheld]);
      await this.runCells(this.peer);
    }
    return this.peer;
  }

  /** Stops at a breach, with the guilty cell noted and the process gone. */
  private async runCells(peer: Peer): Promise<void> {
    for (const { id, code } of this.cells) {
      if (this.guiltyCells.has(id)) continue;
      try {
        const reply = await peer.request(
          { kind: "run", name: `[${id}]`, payload: code },
          this.within(this.limits.cellMs),
        );
        if ("trouble" in reply) this.note(`the cell ${reply.trouble.message}`);
      } catch (error) {
        this.note(`the cell [${id}]: ${breachOf(error).message}`);
        this.guiltyCells.add(id);
        return this.close();
      }
    }
  }

  private note(problem: string): void {
    if (!this.problems.includes(problem)) this.problems.push(problem);
  }

  /** @throws Breach when the submission's time is used up */
  private within(limitMs: number): number {
    const left = this.deadline - performance.now();
    if (left > 0) return Math.min(limitMs, Math.ceil(left));
    throw new Breach("slow", `the ${this.limits.submissionMs / 1000} s for a submission are used up`);
  }
}

/** In words for the learner. Anything but a breach is the grader's own trouble, and goes on up. */
function breachOf(error: unknown): Breach {
  if (!(error instanceof Breach)) throw error;
  const advice = {
    slow: ". Is there a loop that never ends?",
    ended: ". Does the code end the process, or use too much memory?",
    unreadable: "",
  };
  return new Breach(error.kind, error.message + advice[error.kind]);
}
