import { expect, test } from "vitest";
import { explain } from "./problem.mjs";

// Lines as npm 11, pip 23 and venv wrote them when the cause was made to happen.
test.each([
  ["npm error request to https://registry.invalid/zeromq failed, reason: getaddrinfo EAI_AGAIN", "network"],
  ["npm error code ENOTFOUND", "network"],
  ["WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError('<pip._vendor…>')'", "network"],
  ["npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write", "disk is full"],
  ["ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"],
  ["npm error code SELF_SIGNED_CERT_IN_CHAIN", "certificate"],
  ["The virtual environment was not created successfully because ensurepip is not available.", "virtual environments"],
  ["npm error code EACCES", "may not be written"],
  ["ERROR: No matching distribution found for jupyterlab==4.6.4", "no version for this Python"],
  ["npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.", "agree"],
])("%s", (output, cause) => {
  const problem = explain("The step", `some line\n${output}\nanother`, ".cache/logs/x.log");
  expect(problem.message).toMatch(/^The step failed\. /);
  expect(problem.message).toContain(cause);
  expect(problem.advice.at(-1)).toBe("Full output: .cache/logs/x.log");
});

test("a cause that is not known shows the last lines", () => {
  const problem = explain("The build", "1\n2\n3\n4\n5\n6\n", "x.log");
  expect(problem.advice).toEqual(["2", "3", "4", "5", "6", "Full output: x.log"]);
});
