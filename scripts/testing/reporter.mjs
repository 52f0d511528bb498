import { stripVTControlCharacters } from "node:util";

/**
 * A vitest reporter that tells the parent process each result as it comes and everything at the end. vitest's own JSON
 * report leaves out unhandled errors and why a test was skipped.
 * @typedef {import("vitest/node").Reporter} Reporter
 * @implements {Reporter}
 */
export default class ParentReporter {
  /** @param {import("vitest/node").TestModule} testModule */
  onTestModuleCollected(testModule) {
    process.send?.({ collected: [...testModule.children.allTests()].length });
  }

  onTestCaseResult() {
    process.send?.({ finished: 1 });
  }

  /**
   * @param {readonly import("vitest/node").TestModule[]} testModules
   * @param {readonly import("vitest").SerializedError[]} unhandled
   */
  async onTestRunEnd(testModules, unhandled) {
    const tests = testModules.flatMap((testModule) => [...testModule.children.allTests()].map(outcome));
    const suites = testModules.flatMap((testModule) => [testModule, ...testModule.children.allSuites()]);
    const broken = [
      ...suites.flatMap((suite) => suite.errors().map((error) => `${place(suite)}\n${describe(error)}`)),
      ...unhandled.map((error) => `Unhandled error\n${describe(error)}`),
    ];
    await new Promise((resolve) => process.send?.({ tests, broken }, resolve));
  }
}

/** @param {import("vitest/node").TestCase} test */
function outcome(test) {
  const result = test.result();
  return {
    name: place(test),
    state: result.state,
    reason: result.state === "skipped" ? (result.note ?? (test.options.mode === "todo" ? "to do" : "")) : "",
    errors: (result.errors ?? []).map(describe),
  };
}

/** @param {import("vitest/node").TestCase | import("vitest/node").TestSuite | import("vitest/node").TestModule} part */
function place(part) {
  if (part.type === "module") return part.relativeModuleId;
  return `${part.module.relativeModuleId} > ${part.fullName}`;
}

/** @param {{ message: string, diff?: string, stack?: string, stacks?: { file: string, line: number }[] }} error */
function describe({ message, diff, stack, stacks }) {
  const at = stacks?.[0] ? `at ${stacks[0].file}:${stacks[0].line}` : (stack ?? "");
  return stripVTControlCharacters([message, diff, at].filter(Boolean).join("\n"));
}
