import { setTimeout } from "node:timers/promises";
import type { KernelClient } from "./client.js";

/** Looks at one defect of tslab: what `observe` returns is `sound` in a repaired kernel, and something else without `repair`. */
export interface Probe {
  /** The `name` in repairs.cjs. */
  repair: string;
  observe: (kernel: KernelClient) => Promise<unknown>;
  sound: unknown;
}

/** @returns whether all lines arrive in order and the cell ends, or why it does not */
export async function printLines(kernel: KernelClient, count: number): Promise<unknown> {
  const printing = kernel.execute(`for (let i = 0; i < ${count}; i++) console.log(i);`, { timeout: 3000 });
  const result = await printing.catch((error: Error) => error.message.split(":")[0]);
  if (typeof result === "string") return result;
  return [result.status, result.stdout === Array.from({ length: count }, (_, i) => `${i}\n`).join("")];
}

/** The last one ends its kernel. */
export const probes: readonly Probe[] = [
  {
    repair: "early request",
    observe: async (kernel) => {
      const { stdout } = await kernel.execute(`{
        const tslab = Object.keys(require.cache).find((file) => /tslab.dist.jupyter\\.js$/.test(file))!;
        const { ZmqServer } = require(tslab), zmq = require(require.resolve("zeromq", { paths: [tslab] }));
        const iopub = new zmq.Publisher();
        const bound = ZmqServer.prototype.bindSocket.call({ connInfo: { transport: "tcp", ip: "127.0.0.1" } }, iopub, "*");
        console.log(await iopub.send("status").then(() => "sent", (error: Error) => error.message));
        await bound;
        iopub.close();
      }`);
      return stdout;
    },
    sound: "sent\n",
  },
  {
    repair: "lost output",
    observe: (kernel) => printLines(kernel, 2000),
    sound: ["ok", true],
  },
  {
    repair: "shorthand property",
    observe: async (kernel) => {
      await kernel.execute("const one = 1; let two = 0;");
      await kernel.execute("({ two = one + 1 } = {} as { two?: number })");
      return (await kernel.execute("({ one, two })")).stdout;
    },
    sound: "{ one: 1, two: 2 }\n",
  },
  {
    repair: "renamed property",
    observe: async (kernel) => {
      await kernel.execute("const pair = () => ({ left: 1, right: 2 });");
      await kernel.execute("const sum = ({ left: a, right: b }: { left: number; right: number }) => a + b;");
      return (await kernel.execute("const { left: first, right: second } = pair(); [first, second, sum(pair())]"))
        .stdout;
    },
    sound: "[ 1, 2, 3 ]\n",
  },
  {
    repair: "files that change",
    observe: async (kernel) => {
      await kernel.execute(`import { late } from "./late";`);
      await kernel.execute(`require("node:fs").writeFileSync("late.ts", "export const late = 42;");`);
      await setTimeout(500); // until the kernel has heard of it
      const { stdout, stderr } = await kernel.execute(`import { late } from "./late"; late`);
      return stdout + stderr;
    },
    sound: "42\n",
  },
  {
    repair: "strict cells",
    observe: async (kernel) => (await kernel.execute("let n: number = null;")).stderr,
    sound: "1:5 - Type 'null' is not assignable to type 'number'.\n",
  },
  {
    repair: "allowed failure",
    observe: async (kernel) => {
      const failing = kernel.execute("throw new Error('allowed');", { stopOnError: false });
      const waiting = kernel.execute("0;", { stopOnError: false });
      await failing;
      const next = kernel.execute("0;", { stopOnError: false });
      return [(await failing).status, (await waiting).status, (await next).status];
    },
    sound: ["error", "ok", "ok"],
  },
  {
    repair: "foreign frames",
    observe: async (kernel) => {
      await kernel.execute("const fail = () => { throw new Error('mine'); };");
      const now = (await kernel.execute("fail();", { stopOnError: false })).stderr;
      const later = (await kernel.execute("await null; throw fail();", { stopOnError: false })).stderr;
      return [now, later].map((trace) => [trace.includes("Error: mine\n    at "), /node:vm|tslab/.test(trace)]);
    },
    sound: [
      [true, false],
      [true, false],
    ],
  },
  {
    repair: "deadly interrupt",
    observe: async (kernel) => {
      await kernel.execute("const state = { steps: 0, interrupted: false };");
      const loop = kernel.execute(`
        process.once("SIGINT", () => { state.interrupted = true; });
        while (!state.interrupted) {
          await new Promise(setImmediate);
          if (state.steps++ === 0) console.log("looping");
        }`);
      await kernel.untilOutput("looping");
      kernel.interrupt();
      const { status } = await loop.catch((error: Error) => ({ status: error.message.split(":")[0] }));
      if (status !== "error") return status;
      return [status, (await kernel.execute("[state.interrupted, state.steps > 0]")).stdout];
    },
    sound: ["error", "[ true, true ]\n"],
  },
  {
    repair: "slow shutdown",
    observe: async (kernel) => {
      await kernel.execute("setInterval(() => {}, 1000); 0;");
      return (await kernel.shutdown(2000)) ? "ended" : "still there";
    },
    sound: "ended",
  },
];
