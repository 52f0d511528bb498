import { readdirSync, readFileSync } from "node:fs";

/* What Linux tells of its processes; elsewhere there seem to be none. */

export function processes(): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

/** Its words, each with a zero after it. */
export const commandLineOf = (pid: number): string => read(pid, "cmdline");

export const childrenOf = (parent: number): number[] =>
  processes().filter((pid) => fieldsOf(pid)[1] === String(parent));

/** Children, their children, and so on. */
export const descendantsOf = (pid: number): number[] =>
  childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);

export const isRunning = (pid: number): boolean => !["Z", undefined].includes(fieldsOf(pid)[0]);

/** State, parent and so on: what comes after the name in parentheses. */
const fieldsOf = (pid: number): string[] => read(pid, "stat").split(") ")[1]?.split(" ") ?? [];

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // gone meanwhile
  }
}
