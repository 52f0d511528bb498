import { type ChildProcess, spawn } from "node:child_process";
import { cpus } from "node:os";
import { createInterface } from "node:readline";
import type { Answer } from "./protocol.js";

/** How to start a contestant. */
export type Entry = {
  /** Short and without blanks: the name in the JSON. */
  readonly id: string;
  /** Which of its kin it belongs to: "unrolled", "torch", … */
  readonly family: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Said after the name it gives itself. */
  readonly note?: string;
};

/** One turn of a contestant: its steps, and what the machine did meanwhile. Times in ms. */
export type Turn = Answer & {
  readonly wall: number;
  /** Processor time that neither the contestant nor the runner used. */
  readonly foreign: number;
};

/** Windows has no signals to stop and continue a process with. */
const canPause = process.platform !== "win32";

/** A contestant's process. It is stopped outside its turns, so that threads that spin cannot disturb the others. */
export class Contestant {
  title = "";
  private readonly lines: AsyncIterator<string>;
  private complaint = "";

  private constructor(
    readonly entry: Entry,
    private readonly child: ChildProcess,
  ) {
    this.lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    child.stdin!.on("error", () => {}); // it ended: the next answer will say so
    createInterface({ input: child.stderr! }).on("line", (line) => {
      if (this.complaint === "" && /^\w*Error\b/.test(line)) this.complaint = line.trim();
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves once it is ready; throws with what it complained of when it is not. */
  static async start(entry: Entry, workload: string): Promise<Contestant> {
    const { command, args, env, note } = entry;
    const child = spawn(command, [...args, workload], { env: { ...process.env, ...env } });
    const missing = new Promise<never>((_, reject) => child.once("error", reject));
    const contestant = new Contestant(entry, child);
    const { ready } = (await Promise.race([contestant.answer(), missing])) as { ready: string };
    contestant.title = note ? `${ready}, ${note}` : ready;
    contestant.pause();
    return contestant;
  }

  /** One turn of `steps` steps. */
  async turn(steps: number): Promise<Turn> {
    const [start, busy, own] = [performance.now(), machineBusy(), process.cpuUsage()];
    this.child.kill("SIGCONT");
    this.child.stdin!.write(`${steps}\n`);
    const answer = (await this.answer()) as Answer;
    this.pause();
    const { user, system } = process.cpuUsage(own);
    const foreign = Math.max(0, machineBusy() - busy - answer.cpu - (user + system) / 1000);
    return { ...answer, wall: performance.now() - start, foreign };
  }

  /** Ends it, stopped or not. */
  end(): void {
    this.child.kill("SIGKILL");
  }

  private pause(): void {
    if (canPause) this.child.kill("SIGSTOP");
  }

  /** Its next line of JSON; libraries print other things, too. */
  private async answer(): Promise<unknown> {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error(this.complaint || "it ended without a word");
      if (value.startsWith("{")) return JSON.parse(value);
    }
  }
}

/** Processor time that this machine has spent at work since it started, all cores together, in ms. */
function machineBusy(): number {
  let busy = 0;
  for (const { times } of cpus()) busy += times.user + times.nice + times.sys + times.irq;
  return busy;
}
