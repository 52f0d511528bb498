import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { courseRoot } from "../submissions/course.js";
import { commandLineOf, processes } from "./processes.js";

/** What hostile code is given to do harm to, and how to see afterwards whether it has done any. */
export type Trap = {
  /** The text of an attack with CANARY, PORT, MARK, GRADER and COURSE filled in. */
  fill(text: string): string;
  /** Files written, connections made, and processes left behind. */
  harm(): Promise<string[]>;
  close(): void;
};

/** A moment for what was started last to connect, to write and to end. */
const SETTLE_MS = 500;

export async function setTrap(): Promise<Trap> {
  const canary = mkdtempSync(join(tmpdir(), "unrolled-canary-"));
  const mark = `unrolled-mark-${process.pid}-${Date.now()}`;
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  const values = { CANARY: canary, PORT: port, MARK: mark, GRADER: process.pid, COURSE: courseRoot() };
  return {
    fill: (text) => Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(name, `${value}`), text),
    harm: async () => {
      await sleep(SETTLE_MS);
      return [
        ...readdirSync(canary).map((file) => `a file was written: ${file}`),
        ...(connections > 0 ? [`connections were made: ${connections}`] : []),
        ...processes()
          .filter((pid) => commandLineOf(pid).includes(mark))
          .map((pid) => `a process is left: ${pid}`),
      ];
    },
    close: () => {
      server.close();
      rmSync(canary, { recursive: true });
    },
  };
}
