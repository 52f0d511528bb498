import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./paths.mjs";

// A bare project in a folder with a space and an accent, and a PATH that holds node and what a test puts there.
let project: string;
let bin: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "unrolled start é "));
  project = join(folder, "project");
  bin = join(folder, "bin");
  mkdirSync(bin);
  cpSync(join(root, "scripts"), join(project, "scripts"), { recursive: true });
  cpSync(join(root, "requirements.txt"), join(project, "requirements.txt"));
  writeFileSync(join(project, "package-lock.json"), `{ "packages": { "node_modules/a": { "version": "1.0.0" } } }`);
  symlinkSync(process.execPath, join(bin, "node"));
});

afterEach(() => rmSync(join(project, ".."), { recursive: true }));

/** A command on the PATH that prints a text and ends with a status. */
function fake(name: string, text: string, status = 0): string {
  const file = join(bin, name);
  writeFileSync(file, `#!/bin/sh\necho '${text}'\nexit ${status}\n`);
  chmodSync(file, 0o755);
  return file;
}

function start(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; output: string }> {
  const script = join(project, "scripts", "start.mjs");
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env: { PATH: bin, ...env } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

async function expectProblem(result: ReturnType<typeof start>, ...parts: string[]): Promise<void> {
  const { code, output } = await result;
  for (const part of parts) expect(output).toContain(part);
  expect(output).not.toContain("    at "); // a message, not a stack
  expect(code).toBe(1);
}

test("no Python", () => expectProblem(start(), "✗ No Python was found", "UNROLLED_PYTHON=/path/to/python3"));

test("a Python that is too old", () => {
  fake("python3", "unrolled 3.9.6 False");
  return expectProblem(start(), "✗ Python 3.9.6 is too old: Unrolled needs 3.10 or later.");
});

test("a Python without venv, as Debian splits it", () => {
  fake("python3", "unrolled 3.11.2 False");
  return expectProblem(start(), "✗ Python 3.11.2 is here, but it cannot make", "python3.11-venv");
});

test("a later name than python3 is taken where that one is too old", () => {
  fake("python3", "unrolled 3.9.6 False");
  fake("python3.12", "unrolled 3.12.1 True");
  fake("npm", "npm error code ENOTFOUND", 1);
  return expectProblem(start(), "npm ci failed. The network could not be reached.", ".cache/logs/npm.log");
});

test("UNROLLED_PYTHON that is none", () => {
  fake("python3", "unrolled 3.12.1 True");
  return expectProblem(start([], { UNROLLED_PYTHON: fake("other", "Hello") }), "which is not a Python that runs here");
});

test("no npm", () => {
  fake("python3", "unrolled 3.12.1 True");
  return expectProblem(start(), "npm could not be started");
});

test("a full disk, on which npm ends with success", () => {
  fake("python3", "unrolled 3.12.1 True");
  fake("npm", "npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write");
  return expectProblem(start(), "npm ci failed. The disk is full.");
});

test("a project folder that may not be written", () => {
  writeFileSync(join(project, ".cache"), ""); // stands in the way even of root
  return expectProblem(start(), "✗ The project folder may not be written", "Clone it to a folder of yours");
});

test("a busy port", async () => {
  fake("python3", "unrolled 3.12.1 True");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as { port: number };
  await expectProblem(start(["--port", String(port)]), `✗ Port ${port} is in use`, `npm start -- --port ${port + 1}`);
  server.close();
});

test("options", async () => {
  await expectProblem(start(["--port", "x"]), "--port takes a number from 1 to 65535, got 'x'");
  await expectProblem(start(["notebooks"]), "'notebooks' is not an option");
  await expectProblem(start(["--browse"]), "Unknown option '--browse'");
  const { code, output } = await start(["--help"]);
  expect([code, output]).toEqual([0, expect.stringContaining("npm start -- --no-browser")]);
});
