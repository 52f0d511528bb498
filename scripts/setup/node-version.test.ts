import { expect, test } from "vitest";
import { nodeProblem } from "./node-version.mjs";

test.each(["20.19.0", "20.20.2", "22.12.0", "23.0.0", "24.21.0"])("Node %s will do", (version) => {
  expect(nodeProblem(version)).toBe("");
});

test.each(["14.21.3", "18.20.0", "20.18.3", "21.7.3", "22.11.0"])("Node %s is refused with what to do", (version) => {
  expect(nodeProblem(version)).toContain(`This is Node ${version}, and Unrolled needs Node 20.19`);
  expect(nodeProblem(version)).toContain("https://nodejs.org");
});
