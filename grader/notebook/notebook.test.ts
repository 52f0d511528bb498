import { describe, expect, it, vi } from "vitest";
import { rnnForwardBackward as exercise } from "../catalogue/11-rnn-forward-backward.js";
import { catalogue } from "../catalogue/index.js";
import type { CheckResult } from "../checks/grade.js";
import { check } from "./check.js";
import { feedbackHtml, feedbackText } from "./feedback.js";
import { hint } from "./hint.js";

/** What a call prints outside a notebook. */
function printed(call: () => void): string {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    call();
    return log.mock.calls.flat().join("\n");
  } finally {
    log.mockRestore();
  }
}

const passed: CheckResult = { id: "a", title: "first", points: 2, maxPoints: 2 };
const failed: CheckResult = {
  id: "b",
  title: "second",
  points: 0,
  maxPoints: 1,
  failure: { problem: "`f` threw: <script>alert(1)</script>", input: "x = [1]", got: "h = 1", expected: "h = 2" },
  misconception: "tanh of each term",
  lookAt: "Add first.",
};

describe("feedback", () => {
  it.each([
    ["text", feedbackText(exercise, [passed, failed])],
    ["HTML", feedbackHtml(exercise, [passed, failed]).markup.replace(/<[^>]*>/g, "")],
  ])("as %s says what passed, what failed first, why, and where to look", (_, shown) => {
    for (const part of [
      "2 of 3 points",
      "✓ passed",
      "✗ failed",
      "First failure: second",
      "tanh of each term",
      "Add first.",
      "x = [1]",
    ]) {
      expect(shown).toContain(part);
    }
    expect(shown).toContain("Public checks only: 1 of 2 checks passed.");
  });

  it("escapes what a learner's code said", () => {
    const { markup } = feedbackHtml(exercise, [failed]);
    expect(markup).not.toContain("<script");
    expect(markup).toContain("<code>f</code> threw: &lt;script&gt;");
  });
});

describe("check", () => {
  it("prints outside a notebook, with the insight once all is right", () => {
    const shown = printed(() => check(2, { h1: 0.76159, h2: 0.3634, h3: -0.67414 }));
    expect(shown).toContain("3 of 3 points. Solved");
    expect(shown).toContain("**What this shows.**");
  });

  it("keeps the insight back before", () => {
    const shown = printed(() => check(2, { h1: 0.76159, h2: NaN, h3: NaN }));
    expect(shown).toContain("1 of 3 points");
    expect(shown).not.toContain("What this shows");
  });

  it("names what is not handed in", () => {
    expect(printed(() => check(11, { bptt: () => 0 }))).toContain("`rnnForward` is not defined");
    expect(() => check(99, {})).toThrow(
      `check: exercise must be one of ${catalogue.map((exercise) => exercise.number).join(", ")}, got 99`,
    );
  });

  it("names every mistake of the bank within a second", () => {
    for (const { misconception, answers } of exercise.bank.wrong) {
      const start = process.cpuUsage();
      expect(printed(() => check(11, answers))).toContain(`This is what comes of: ${misconception}.`);
      const { user, system } = process.cpuUsage(start);
      expect(user + system).toBeLessThan(1e6); // microseconds; of the processor, since the machine may be busy
    }
  });
});

describe("hint", () => {
  it("climbs the ladder by one rung a call", () => {
    const [one, two, three, four] = [1, 2, 3, 4].map(() => printed(() => hint(2)));
    expect(one).toContain("Hint 1 of 3");
    expect(one).not.toContain("Hint 2");
    expect(two).toContain("Hint 2 of 3");
    expect(three).toContain("That was the last hint.");
    expect(four).toBe(three);
  });
});
