import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "../sandbox/command.js";
import { watchMemory } from "../sandbox/memory.js";
import { WireError } from "../wire/caps.js";
import { type Answer, type Envelope, readAnswer, requestFrame } from "../wire/envelope.js";
import { encodeFrame, type Frame, FrameReader } from "../wire/frames.js";

/** A process broke the rules: too slow, gone, or saying what cannot be read. It has been killed. */
export class Breach extends Error {
  constructor(
    readonly kind: "slow" | "ended" | "unreadable",
    message: string,
  ) {
    super(message);
  }
}

/** A process of ours does not even start: no fault of a learner's. */
export class RunnerProblem extends Error {}

const START_MS = 20_000;
const DRAIN_MS = 500;
const isPosix = process.platform !== "win32";
const OUTPUT_BYTES = 64 * 1024;

type Waiting = { readonly frame: (frame: Frame) => void; readonly fail: (breach: Breach) => void };

/** The grader's end of the wire to a process that it does not trust. One request at a time. */
export class Peer {
  /** What the process printed, up to 64 KiB; shown, never parsed. */
  output = "";
  private complaints = "";
  private readonly wire: Duplex;
  private readonly reader: FrameReader = new FrameReader();
  private waiting: Waiting | undefined;
  private over: Breach | undefined;
  private readonly drained: Promise<unknown>;
  private readonly unwatch: () => void;

  /** Starts a process and sends it what it needs. @throws RunnerProblem when it does not answer that */
  static async start(command: Command, needs: Omit<Envelope, "kind" | "name">): Promise<Peer> {
    const { what, file, args } = command;
    const stdio = ["ignore", "pipe", "pipe", "pipe"] as const;
    // A group of its own, so that the whole tree can be killed.
    const child = spawn(file, args, { stdio: [...stdio], env: {}, detached: isPosix, windowsHide: true });
    const peer = new Peer(child, command);
    try {
      await peer.request({ ...needs, kind: "start", name: "" }, START_MS);
    } catch (error) {
      throw new RunnerProblem(`${what} does not start: ${(error as Error).message}\n${peer.complaints}`);
    }
    return peer;
  }

  private constructor(
    private readonly child: ChildProcess,
    { watchedBytes }: Command,
  ) {
    this.drained = once(child, "close").catch(() => {}); // it never started
    this.wire = child.stdio[3] as Duplex;
    this.wire.on("data", (chunk: Buffer) => this.receive(chunk));
    this.wire.on("error", () => {}); // the process is gone: "exit" says so
    child.on("error", (error) => this.end(new Breach("ended", error.message)));
    child.on("exit", (code, signal) => this.end(new Breach("ended", this.whyEnded(signal ?? `code ${code}`))));
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.output += text.slice(0, OUTPUT_BYTES - this.output.length);
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.complaints += text.slice(0, OUTPUT_BYTES - this.complaints.length);
    });
    const tooLarge = (): void => this.end(new Breach("ended", OUT_OF_MEMORY));
    this.unwatch = watchedBytes && child.pid ? watchMemory(child.pid, watchedBytes, tooLarge) : () => {};
    living.add(this);
  }

  /** @throws Breach, after which the process is gone */
  async request(message: Envelope, limitMs: number): Promise<Answer> {
    if (this.over) throw this.over;
    const id = randomUUID();
    const late = setTimeout(() => this.end(new Breach("slow", `no answer within ${limitMs / 1000} s`)), limitMs);
    try {
      const frame = await new Promise<Frame>((resolve, reject) => {
        this.waiting = { frame: resolve, fail: reject };
        this.wire.write(encodeFrame(requestFrame(id, message)));
      });
      return readAnswer(id, frame);
    } catch (error) {
      if (error instanceof WireError) this.unreadable(error.message);
      throw this.over ?? error;
    } finally {
      clearTimeout(late);
      this.waiting = undefined;
    }
  }

  /** What it said cannot be read: it is not asked again. */
  unreadable(why: string): Breach {
    const breach = new Breach("unreadable", why);
    this.end(breach);
    return breach;
  }

  kill(): void {
    this.end(new Breach("ended", "the grader is done with it"));
  }

  /** Kills the process and hears what it still had to say; a stray child of its own may not hold this up. */
  async close(): Promise<void> {
    this.kill();
    await Promise.race([this.drained, sleep(DRAIN_MS, undefined, { ref: false })]);
  }

  private receive(chunk: Buffer): void {
    try {
      for (const frame of this.reader.push(chunk)) {
        if (!this.waiting) throw new WireError("a reply that nobody asked for");
        const { frame: resolve } = this.waiting;
        this.waiting = undefined;
        resolve(frame);
      }
    } catch (error) {
      this.unreadable((error as Error).message);
    }
  }

  private end(breach: Breach): void {
    if (this.over) return;
    this.over = breach;
    living.delete(this);
    this.unwatch();
    killTree(this.child);
    this.waiting?.fail(breach);
  }

  private whyEnded(how: number | string): string {
    const isOutOfMemory = /out of memory|Allocation failed/.test(this.complaints);
    return isOutOfMemory ? OUT_OF_MEMORY : `the process ended (${how})`;
  }
}

const OUT_OF_MEMORY = "it used more memory than a submission may have";

const living: Set<Peer> = new Set();
process.on("exit", () => {
  for (const peer of living) peer.kill();
});

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (isPosix) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // gone already
  }
}
