import { spawnSync } from "node:child_process";
import { bounded, type Command, endsWithParent, find, HEAP_MB, MEMORY_MB, nodeCommand, wrapped } from "./command.js";

/** L1: Node's own means, on any system; guards against accidents. L2: bubblewrap besides, on Linux; guards against intent. */
export type Level = "L1" | "L2";

/** How far a learner's code is kept from the machine: stated in every report. */
export type Isolation = {
  readonly level: Level;
  readonly measures: readonly string[];
  /** What is not guarded against at this level. */
  readonly caution?: string;
};

/** What was found to work here. */
export type Sandbox = {
  readonly isolation: Isolation;
  /** The command for a text that Node runs with no file to read. */
  command(program: string): Command;
};

/** The highest level that works here, or the one asked for: tried, not guessed. @throws Error when that one does not work */
export function openSandbox(wanted?: Level): Sandbox {
  const tools = { bwrap: find("bwrap"), prlimit: find("prlimit"), setpriv: find("setpriv") };
  const candidates = [l2(tools), l1(tools), l1({})].filter((one) => one && (!wanted || one.isolation.level === wanted));
  const found = candidates.find((one) => one && works(one));
  if (found) return found;
  if (wanted === "L2") throw new Error("level L2 does not work here: `npm run doctor` says why, and what helps");
  throw new Error("Node does not start with its permission model");
}

/** Why a class may not be graded at this level without being told to, or nothing. */
export function classRefusal({ level }: Isolation): string | undefined {
  if (level === "L2") return undefined;
  return "A class is graded at level L2 (bubblewrap on Linux); here only L1 works, which guards against accidents and not against intent. `npm run doctor` says why.";
}

type Tools = { readonly bwrap?: string; readonly prlimit?: string; readonly setpriv?: string };

const common = [
  "a process of its own for each submission, with an empty environment",
  "a context without anything of Node's, no code from strings",
  "no files, no processes, no workers (Node's permission model)",
  `at most ${HEAP_MB} MB of objects and ${MEMORY_MB} MB in all`,
  "time limits",
];

function l2({ bwrap, prlimit }: Tools): Sandbox | undefined {
  if (process.platform !== "linux" || !bwrap || !prlimit) return undefined;
  return {
    isolation: {
      level: "L2",
      measures: [
        ...common,
        "no network, no other processes to be seen, nothing to write to, no privileges (bubblewrap)",
      ],
    },
    command: (program) => asCommand(wrapped(bwrap, bounded(prlimit, learner(program), true))),
  };
}

function l1({ prlimit, setpriv }: Tools): Sandbox {
  const bound = process.platform === "linux" && prlimit !== undefined;
  const inner = (program: string): string[] => (bound ? bounded(prlimit, learner(program)) : learner(program));
  const outer = (command: string[]): string[] => (bound && setpriv ? endsWithParent(setpriv, command) : command);
  return {
    isolation: {
      level: "L1",
      measures: common,
      caution: "Nothing stands behind Node itself here: this guards against accidents, not against intent.",
    },
    command: (program) => asCommand(outer(inner(program)), bound ? undefined : MEMORY_MB * 2 ** 20),
  };
}

const learner = (program: string): string[] => [
  ...nodeCommand([]),
  "--unhandled-rejections=none", // else Node would look into what a learner's promise was rejected with
  "--input-type=module",
  "--eval",
  program,
];

function asCommand([file, ...args]: string[], watchedBytes?: number): Command {
  return { what: "the learner's process", file, args, watchedBytes };
}

function works({ command }: Sandbox): boolean {
  const { file, args } = command("process.exit(42)");
  return spawnSync(file, args, { env: {}, stdio: "ignore", timeout: 20_000 }).status === 42;
}
