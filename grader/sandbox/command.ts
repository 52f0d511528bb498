import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** How a process of ours is started, and what then bounds its memory. */
export type Command = {
  /** In words, for errors. */
  readonly what: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Where the system does not bound its memory: how much it may hold before it is killed. */
  readonly watchedBytes?: number;
};

const MB = 2 ** 20;
/** JavaScript objects; typed arrays lie outside. */
export const HEAP_MB = 256;
/** All that a process can write to, typed arrays and threads' stacks included. */
export const MEMORY_MB = 1024;
const PROCESSES = 64;

const has = (flag: string): boolean => process.allowedNodeEnvironmentFlags.has(flag);

/** Node with its permission model: no files but `readable`, no processes, no workers, no addons. */
export function nodeCommand(readable: readonly string[]): string[] {
  return [
    process.execPath,
    has("--permission") ? "--permission" : "--experimental-permission",
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...(has("--experimental-sqlite") ? ["--no-experimental-sqlite"] : []), // it would read files all the same
    "--disallow-code-generation-from-strings",
    "--disable-proto=delete",
    `--max-old-space-size=${HEAP_MB}`,
    "--disable-warning=ExperimentalWarning",
  ];
}

/** The system's own bounds, from util-linux: data memory, no files written, no core dumps, few descriptors. */
export function bounded(prlimit: string, command: readonly string[], processes = false): string[] {
  const limits = [`--data=${MEMORY_MB * MB}`, "--fsize=0", "--core=0", "--nofile=64"];
  return [prlimit, ...limits, ...(processes ? [`--nproc=${PROCESSES}`] : []), "--", ...command];
}

/** Ends with the grader, however that ends. */
export const endsWithParent = (setpriv: string, command: readonly string[]): string[] => [
  setpriv,
  "--pdeathsig=KILL",
  "--no-new-privs",
  ...command,
];

const SYSTEM = ["/usr", "/bin", "/lib", "/lib64"];

/** bubblewrap: own processes, network, users and files, which are the system's programs and Node, to be read only. */
export function wrapped(bwrap: string, command: readonly string[]): string[] {
  const others = [process.execPath, ...nodeLibraries()].filter(
    (path) => !SYSTEM.some((at) => path.startsWith(`${at}/`)),
  );
  return [
    bwrap,
    ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"],
    ...["--uid", "65534", "--gid", "65534", "--hostname", "grader"],
    ...SYSTEM.flatMap((path) => ["--ro-bind-try", path, path]),
    ...others.flatMap((path) => ["--ro-bind", path, path]),
    ...["--remount-ro", "/", "--chdir", "/", "--"],
    ...command,
  ];
}

/** Shared libraries that this Node has loaded, wherever they lie. */
function nodeLibraries(): string[] {
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  report.excludeNetwork = true; // it would ask for the names of all addresses
  const { sharedObjects } = report.getReport() as unknown as { sharedObjects: string[] };
  return sharedObjects.filter((path) => path.startsWith("/") && existsSync(path));
}

/** Where a program lies: a process with an empty environment has no PATH to find it. */
export function find(program: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
