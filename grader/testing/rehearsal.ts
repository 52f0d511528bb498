import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type Outcome, rehearse } from "./rehearsal/rehearse.js";
import type { Kind } from "./rehearsal/submissions.js";
import { setTrap } from "./trap.js";

/* A class of the real course with known marks, graded with a `kill -9` in the middle. `npm run build` goes before. */

await new Command("rehearsal")
  .description(
    "Grades a generated class whose marks are known, kills the grader in the middle, and compares every mark.",
  )
  .option("--submissions <number>", "how many; every tenth is hostile", atLeastTen, 300)
  .action(async ({ submissions }: { submissions: number }) => {
    const folder = mkdtempSync(join(tmpdir(), "unrolled rehearsal "));
    const trap = await setTrap();
    try {
      const outcome = await rehearse(submissions, folder, trap);
      console.log(inWords(outcome));
      process.exitCode = outcome.faults.length > 0 ? 1 : 0;
    } finally {
      trap.close();
      rmSync(folder, { recursive: true });
    }
  })
  .parseAsync();

function atLeastTen(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 10) return value;
  throw new InvalidArgumentError("It must be a whole number, not below 10.");
}

function inWords({ class: handedIn, level, seed, killedAt, gradedAgain, seconds, faults }: Outcome): string {
  const kinds = new Map<Kind, number>();
  for (const { kind } of handedIn) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [
    `${handedIn.length} submissions: ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ")}.`,
    `Level ${level}, Node ${process.version}, seed ${seed}. Killed with -9 at ${killedAt} results, ${gradedAgain} more after that; ${Math.round(seconds)} s in all.`,
    ...faults.map((fault) => `FAULT  ${fault}`),
    `${faults.length} faults.`,
  ].join("\n");
}
