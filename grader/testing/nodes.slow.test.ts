import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { otherNodes } from "../../scripts/testing/nodes.js";
import { courseRoot } from "../submissions/course.js";

/*
 * The permission model, the flags and the contexts that hold a learner's code in are another Node's business in every
 * version. So attacks, runner and sandbox, and whole runs of the grader, are tried again on each Node that
 * UNROLLED_NODES names.
 */

const run = promisify(execFile);
const vitest = join(courseRoot(), "node_modules", "vitest", "vitest.mjs");

describe.skipIf(otherNodes().length === 0)("the grader on another Node", () => {
  it.each(otherNodes())("%s", async (node) => {
    const options = ["run", "--project", "system", "--root", courseRoot(), "--reporter", "json", "grader"];
    const env = { ...process.env, UNROLLED_NODES: "" };
    const tried = run(node, [vitest, ...options], { cwd: courseRoot(), env, maxBuffer: 2 ** 26 });
    const { stdout } = await tried.catch((failed: { stdout: string }) => failed);
    const { testResults, numPassedTests, numPendingTests } = JSON.parse(stdout.slice(stdout.indexOf("{")));
    console.log(`${node}: ${numPassedTests} passed, ${numPendingTests} skipped`);
    type Test = { status: string; fullName: string; failureMessages: string[] };
    const failed = testResults.flatMap(
      ({ assertionResults, message }: { assertionResults: Test[]; message: string }) => [
        ...(message ? [message] : []),
        ...assertionResults.filter(({ status }) => status === "failed"),
      ],
    );
    expect(failed).toEqual([]);
    expect(numPassedTests).toBeGreaterThan(300);
  });
});
