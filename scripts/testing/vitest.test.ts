import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cache, root } from "../setup/paths.mjs";
import { add, nothing, summary } from "./tally.mjs";
import { judge, runVitest } from "./vitest.mjs";

const outcome = (state: string, reason = "") => ({ name: `a ${state} test`, state, reason, errors: ["why"] });
const passed = outcome("passed");

test("passed, failed and skipped tests are counted", () => {
  const tests = [passed, passed, outcome("failed"), outcome("skipped", "no Chromium")];
  const tally = judge("unit", { tests, broken: [] }, 1, "x.log");
  expect(summary(tally)).toBe("2 passed, 1 failed, 1 skipped");
  expect(tally.failures).toEqual(["a failed test\nwhy"]);
  expect(tally.skipped).toEqual([{ name: "a skipped test", reason: "no Chromium" }]);
});

test.each([
  ["a crash", judge("unit", undefined, "SIGSEGV", "x.log"), 0],
  ["no tests", judge("unit", { tests: [], broken: [] }, 0, "x.log"), 0],
  ["a bad exit status alone", judge("unit", { tests: [passed], broken: [] }, 1, "x.log"), 1],
  ["an unhandled error", judge("unit", { tests: [passed], broken: ["Unhandled error"] }, 1, "x.log"), 1],
  ["a test that never ended", judge("unit", { tests: [passed, outcome("pending")], broken: [] }, 1, "x.log"), 1],
])("%s counts as failed", (_name, tally, others) => {
  expect([tally.passed, tally.failed]).toEqual([others, 1]);
});

test("nothing is lost in a sum, and skips are named only where there are any", () => {
  const one = judge("a", { tests: [passed], broken: [] }, 0, "");
  expect(summary(add(add(nothing(), one), judge("b", undefined, 1, "")))).toBe("1 passed, 1 failed");
});

const files = {
  "good.test.ts": `test("passes", () => {}); test("waits", (t) => t.skip("for a reason")); test.todo("later");`,
  "bad.test.ts": `test("fails", () => expect(1).toBe(2));`,
  "hook.test.ts": `describe("a hook", () => { beforeAll(() => { throw new Error("hook broke"); }); test("inside", () => {}); });`,
  "import.test.ts": `import "./missing.js"; test("never seen", () => {});`,
  "late.test.ts": `test("throws late", async () => { Promise.reject(new Error("too late")); await new Promise((r) => setTimeout(r, 50)); });`,
};

let folder: string;

beforeAll(() => {
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, "reporter-"));
  writeFileSync(join(folder, "vitest.config.ts"), `export default { test: { globals: true, name: "sample" } };`);
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
});

afterAll(() => rmSync(folder, { recursive: true }));

test("vitest itself reports each kind of trouble to us", async () => {
  const seen: string[] = [];
  const { last, code } = await runVitest(["--root", folder], (text) => seen.push(text), "test-reporter.log");
  const states = Object.fromEntries(
    last?.tests.map(({ name, state, reason }) => [name, [state, reason].join(" ")]) ?? [],
  );
  expect(states).toEqual({
    "good.test.ts > passes": "passed ",
    "good.test.ts > waits": "skipped for a reason",
    "good.test.ts > later": "skipped to do",
    "bad.test.ts > fails": "failed ",
    "hook.test.ts > a hook > inside": "skipped ",
    "late.test.ts > throws late": "passed ",
  });
  expect(last?.broken).toEqual([
    expect.stringContaining("hook broke"),
    expect.stringContaining("missing.js"),
    expect.stringContaining("too late"),
  ]);
  expect(last?.tests.find(({ state }) => state === "failed")?.errors[0]).toContain("expected 1 to be 2");
  expect(code).toBe(1);
  expect(seen.at(-1)).toMatch(/^\d+ of 6 tests$/);
  expect(root).not.toBe(folder);
});
