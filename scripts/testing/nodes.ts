import { delimiter } from "node:path";

/**
 * Other Node binaries to test with besides the one that runs: UNROLLED_NODES holds their paths, separated as in PATH.
 * Continuous integration on one Node leaves it empty.
 */
export function otherNodes(): string[] {
  return (process.env.UNROLLED_NODES ?? "").split(delimiter).filter((path) => path !== "");
}
