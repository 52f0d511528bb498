import { join } from "node:path";
import { courseRoot } from "../submissions/course.js";

/** How far a learner's code is kept from the machine: stated in every report. */
export type Isolation = { readonly level: string; readonly measures: readonly string[] };

/** Node's permission model, under the name that this Node gives it. */
const permissionFlag: string | undefined = ["--permission", "--experimental-permission"].find((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);

const HEAP_MB = 256;

/** The flags of a learner's process: it may read the library and the code that serves it, and nothing else. */
export function learnerFlags(): string[] {
  const root = courseRoot();
  const readable = [
    "lib/dist/*",
    "lib/package.json",
    "grader/dist/*",
    "grader/package.json",
    "node_modules/unrolled/*",
  ];
  const permission = permissionFlag
    ? [permissionFlag, ...readable.map((path) => `--allow-fs-read=${join(root, path)}`)]
    : [];
  return [
    ...permission,
    ...(process.allowedNodeEnvironmentFlags.has("--experimental-sqlite") ? ["--no-experimental-sqlite"] : []),
    "--disallow-code-generation-from-strings",
    "--disable-proto=delete",
    `--max-old-space-size=${HEAP_MB}`,
    "--disable-warning=ExperimentalWarning",
  ];
}

/** Below L1 still: no bound on typed arrays, no context of its own, nothing against the network. */
export function isolation(): Isolation {
  const fileSystem = permissionFlag
    ? ["no files but the library's, no processes, no workers (Node's permission model)"]
    : [];
  return {
    level: "L0",
    measures: [
      "a process of its own with an empty environment",
      ...fileSystem,
      `at most ${HEAP_MB} MB of heap`,
      "time limits",
    ],
  };
}
