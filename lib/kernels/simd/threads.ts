import type { Engine } from "./engine.js";
import { Mailbox } from "./mailbox.js";
import { TASKS, type TaskName } from "./tasks.js";
import type { Joining } from "./worker.js";

/**
 * Below this many floating-point operations, some 150 µs, a thread works alone: a helper whose processor is just then busy with
 * something else would cost more than it gives.
 */
const WORTH_SHARING = 8e6;

/** Those who work on a task: this thread, and perhaps others. Results do not depend on how many they are. */
export type Team = {
  /** How many parts work of so many floating-point operations is worth. */
  partsFor(operations: number): number;
  /** Does a task in so many parts and returns when all are done. */
  run(task: TaskName, numbers: readonly number[], parts: number): void;
};

/** One thread. */
export function soloTeam(engine: Engine): Team {
  return {
    partsFor: () => 1,
    run: (task, numbers) => TASKS[task](engine, numbers, 0, 1),
  };
}

/** This thread and `helpers` more. Until they have started, and if one is lost, this thread works alone. */
export function startTeam(engine: Engine, joining: Joining, helpers: number): Team {
  const mailbox = new Mailbox(joining.memory);
  for (let helper = 0; helper < helpers; helper++) startHelper(joining);
  let lost = false;
  return {
    partsFor: (operations) => (!lost && operations >= WORTH_SHARING && mailbox.ready === helpers ? helpers + 1 : 1),
    run: (task, numbers, parts) => {
      const work = TASKS[task];
      if (parts === 1) return work(engine, numbers, 0, 1);
      mailbox.post(task, numbers, parts);
      work(engine, numbers, 0, parts);
      let others = parts - 1;
      for (let part = mailbox.claim(); part > 0; part = mailbox.claim()) {
        work(engine, numbers, part, parts); // a helper that sleeps, or has no processor, is not waited for
        others--;
      }
      if (mailbox.awaitDone(others)) return;
      lost = true;
      throw new Error(`kernels: a helper thread was lost in ${task}; the next call runs on one thread`);
    },
  };
}

function startHelper(joining: Joining): void {
  const file = new URL("./worker.js", import.meta.url);
  const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  if (threads) {
    const worker = new threads.Worker(file, { workerData: joining, stdout: false });
    worker.on("error", () => {}); // a helper that cannot start is one that never reports for work
    worker.unref();
  } else {
    new Worker(file, { type: "module" }).postMessage(joining);
  }
}
