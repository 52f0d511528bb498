import { startEngine } from "./engine.js";
import type { GemmShape } from "./gemm-code.js";
import { Mailbox } from "./mailbox.js";
import { TASKS } from "./tasks.js";

/** What a helper needs to join a team. */
export type Joining = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly shape: GemmShape;
};

/** A helper's whole life: wait for a task, do what parts of it are left, say so. It ends with its process or page. */
function help({ module, memory, shape }: Joining): void {
  const engine = startEngine(module, memory, shape);
  const mailbox = new Mailbox(memory);
  mailbox.reportReady();
  for (let ticket = 0; ; ) {
    ticket = mailbox.next(ticket);
    for (let part = mailbox.claim(); part > 0; part = mailbox.claim()) {
      const { task, numbers, parts } = mailbox.read();
      let failed = false;
      try {
        TASKS[task](engine, numbers, part, parts);
      } catch {
        failed = true;
      }
      mailbox.reportDone(failed);
    }
  }
}

const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
if (threads) help(threads.workerData as Joining);
else globalThis.onmessage = ({ data }: MessageEvent) => help(data as Joining);
