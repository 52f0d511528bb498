import type { Reply, Request } from "../checks/conversation.js";
import type { Command } from "../sandbox/command.js";
import { WireError } from "../wire/caps.js";
import type { Answer } from "../wire/envelope.js";
import { decodeValue, encodeValue } from "../wire/values.js";
import { Breach, Peer } from "./peer.js";

/** A cell ready to run. */
export type RunnableCell = { readonly id: string; readonly code: string };

/** `nameMs`: for all calls of one function together, so that a slow one takes no time from the others. */
export type Limits = { readonly [what in "cellMs" | "callMs" | "nameMs" | "submissionMs"]: number };
export const LIMITS: Limits = { cellMs: 10_000, callMs: 10_000, nameMs: 20_000, submissionMs: 60_000 };

/** How the learner's process is started, and what it gets first: the realm as text. */
export type Launch = { readonly command: Command; readonly realm: Uint8Array };

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
  private readonly spentMs: Map<string, number> = new Map();
  private readonly deadline: number;

  constructor(
    private readonly cells: readonly RunnableCell[],
    private readonly withheld: readonly string[],
    private readonly launch: Launch,
    private readonly limits: Limits = LIMITS,
  ) {
    this.deadline = performance.now() + limits.submissionMs;
  }

  async answer(request: Request): Promise<Reply> {
    const { kind, name } = request;
    const known = this.guilty.get(name);
    if (known) return known;
    const payload = encodeValue(kind === "get" ? null : request.args);
    try {
      const peer = await this.ready();
      const start = performance.now();
      const answer = await peer.request({ kind, name, ...payload }, this.within(this.leftFor(name)));
      this.spentMs.set(name, (this.spentMs.get(name) ?? 0) + performance.now() - start);
      return decode(answer, peer);
    } catch (error) {
      const { kind, message } = breachOf(error);
      const reply = { trouble: { kind, message: `\`${name}\`: ${message}` } };
      this.guilty.set(name, reply);
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
      const { command, realm } = this.launch;
      this.peer = await Peer.start(command, { tree: this.withheld, body: realm });
      await this.runCells(this.peer);
    }
    return this.peer;
  }

  /** Stops at a breach, with the guilty cell noted and the process gone. */
  private async runCells(peer: Peer): Promise<void> {
    for (const { id, code } of this.cells) {
      if (this.guiltyCells.has(id)) continue;
      const request = { kind: "run", name: `[${id}]`, tree: code, body: new Uint8Array() };
      try {
        const answer = await peer.request(request, this.within(this.limits.cellMs));
        if ("trouble" in answer) this.note(`the cell ${answer.trouble.message}`);
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

  /** @throws Breach when the function's own time is used up */
  private leftFor(name: string): number {
    const left = this.limits.nameMs - (this.spentMs.get(name) ?? 0);
    if (left > 0) return Math.min(this.limits.callMs, Math.ceil(left));
    throw new Breach("slow", `the ${this.limits.nameMs / 1000} s for one function are used up`);
  }

  /** @throws Breach when the submission's time is used up */
  private within(limitMs: number): number {
    const left = this.deadline - performance.now();
    if (left > 0) return Math.min(limitMs, Math.ceil(left));
    throw new Breach("slow", `the ${this.limits.submissionMs / 1000} s for a submission are used up`);
  }
}

/** @throws Breach on a value that cannot be read: a process that sends one is not asked again */
function decode(answer: Answer, peer: Peer): Reply {
  if ("trouble" in answer) return answer;
  try {
    return { value: decodeValue(answer) };
  } catch (error) {
    throw error instanceof WireError ? peer.unreadable(error.message) : error;
  }
}

/** In words for the learner. Anything but a breach is the grader's own trouble, and goes on up. */
function breachOf(error: unknown): Breach {
  if (!(error instanceof Breach)) throw error;
  const advice = { slow: ". Is there a loop that never ends?", ended: "", unreadable: "" };
  return new Breach(error.kind, error.message + advice[error.kind]);
}
