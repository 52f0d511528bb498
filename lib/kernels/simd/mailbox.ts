import { MAILBOX } from "./engine.js";
import { TASKS, type TaskName } from "./tasks.js";

const NAMES = Object.keys(TASKS) as TaskName[];
const [TICKET, DONE, TASK, PARTS, COUNT, READY, FAILED, UNCLAIMED] = [0, 16, 32, 33, 34, 48, 64, 80].map(
  (slot) => MAILBOX / 4 + slot,
);
const NUMBERS = MAILBOX + 512;

/** How often a thread looks for news before it goes to sleep: a fraction of a millisecond. */
const SPINS = 20_000;
const GIVE_UP_MS = 30_000;

/** What the threads of a team tell each other, at a fixed place in the shared memory. */
export class Mailbox {
  private readonly slots: Int32Array;
  private readonly numbers: Float64Array;

  constructor(memory: WebAssembly.Memory) {
    this.slots = new Int32Array(memory.buffer);
    this.numbers = new Float64Array(memory.buffer, NUMBERS, 64);
  }

  /** A helper is at work from here on. */
  reportReady(): void {
    Atomics.add(this.slots, READY, 1);
  }

  get ready(): number {
    return Atomics.load(this.slots, READY);
  }

  /** Hands out a task. Part 0 is the caller's; the others belong to whoever claims them first. */
  post(task: TaskName, numbers: readonly number[], parts: number): void {
    this.numbers.set(numbers);
    this.slots[TASK] = NAMES.indexOf(task);
    this.slots[PARTS] = parts;
    this.slots[COUNT] = numbers.length;
    Atomics.store(this.slots, DONE, 0);
    Atomics.store(this.slots, UNCLAIMED, parts - 1);
    Atomics.add(this.slots, TICKET, 1);
    Atomics.notify(this.slots, TICKET);
  }

  /** A part of the current task that nobody has begun, or 0. Whoever claims one finds the task there until it is done. */
  claim(): number {
    return Math.max(0, Atomics.sub(this.slots, UNCLAIMED, 1));
  }

  /** Waits for a ticket other than `seen`, first looking, then sleeping; returns it. */
  next(seen: number): number {
    for (let spin = 0; spin < SPINS; spin++) {
      const ticket = Atomics.load(this.slots, TICKET);
      if (ticket !== seen) return ticket;
    }
    Atomics.wait(this.slots, TICKET, seen);
    return Atomics.load(this.slots, TICKET);
  }

  read(): { task: TaskName; numbers: number[]; parts: number } {
    const numbers = Array.from(this.numbers.subarray(0, this.slots[COUNT]));
    return { task: NAMES[this.slots[TASK]], numbers, parts: this.slots[PARTS] };
  }

  reportDone(failed: boolean): void {
    if (failed) Atomics.store(this.slots, FAILED, 1);
    Atomics.add(this.slots, DONE, 1);
    Atomics.notify(this.slots, DONE);
  }

  /** Waits until helpers have done so many parts. False when one failed or none has been heard of for half a minute. */
  awaitDone(parts: number): boolean {
    const start = performance.now();
    for (let spin = 1; ; spin++) {
      const done = Atomics.load(this.slots, DONE);
      if (done >= parts) return Atomics.load(this.slots, FAILED) === 0;
      if (spin % SPINS > 0) continue;
      if (performance.now() - start > GIVE_UP_MS) return false;
      if (maySleep) Atomics.wait(this.slots, DONE, done, 1); // a busy machine: let the helper have this core
    }
  }
}

/** Threads may sleep, but for the main thread of a browser's page. */
const maySleep = typeof document === "undefined";
