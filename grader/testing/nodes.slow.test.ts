import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { otherNodes } from "../../scripts/testing/nodes.js";
import { courseRoot } from "../submissions/course.js";

/*
 * The permission model, the flags and the contexts that hold a learner's code in are another Node's business in every
 * version. So attacks, runner and sandbox, and whole runs of the grader, are tried again on each Node that
 * UNROLLED_NODES names.
 */

const vitest = join(courseRoot(), "node_modules", "vitest", "vitest.mjs");

it.skipIf(otherNodes().length === 0)("the grader's whole runs on other Nodes", { timeout: 3_600_000 }, async () => {
  for (const node of otherNodes()) {
    const { passed, failed } = await systemTests(node);
    console.log(`${node}: ${passed} passed`);
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(300);
  }
});

type Tests = { readonly status: string; readonly fullName: string; readonly failureMessages: readonly string[] };
type File = { readonly message: string; readonly assertionResults: readonly Tests[] };

/** The grader's slow tests on a Node, this file aside. */
async function systemTests(node: string): Promise<{ passed: number; failed: (string | Tests)[] }> {
  const options = ["run", "--project", "system", "--root", courseRoot(), "--reporter", "json", "grader"];
  const env = { ...process.env, UNROLLED_NODES: "" };
  const run = promisify(execFile)(node, [vitest, ...options], { cwd: courseRoot(), env, maxBuffer: 2 ** 26 });
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  const { testResults, numPassedTests } = JSON.parse(stdout.slice(stdout.indexOf("{")));
  const failed = testResults.flatMap(({ message, assertionResults }: File) => [
    ...(message ? [message] : []),
    ...assertionResults.filter(({ status }) => status === "failed"),
  ]);
  return { passed: numPassedTests, failed };
}
