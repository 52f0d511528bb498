import { execFile, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../paths.mjs";

// A bare project in a folder with a space and an accent, and a PATH that holds node and what a test puts there.
let project: string;
let bin: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "unrolled tfjs é "));
  project = join(folder, "project");
  bin = join(folder, "bin");
  mkdirSync(bin);
  cpSync(join(root, "scripts"), join(project, "scripts"), { recursive: true });
  cpSync(join(root, "requirements.txt"), join(project, "requirements.txt"));
  symlinkSync(process.execPath, join(bin, "node"));
  command("python3", `console.log("unrolled 3.12.1 True")`);
});

afterEach(() => rmSync(join(project, ".."), { recursive: true }));

/** A command on the PATH, in JavaScript. */
function command(name: string, text: string): void {
  const file = join(bin, name);
  writeFileSync(file, `#!${process.execPath}\n${text}\n`);
  chmodSync(file, 0o755);
}

/** An npm that installs a tfjs-node whose own script does as the text says. */
function npmWith(script: string): void {
  const home = "node_modules/@tensorflow/tfjs-node";
  const manifest = JSON.stringify({ scripts: { install: "node install.cjs" } });
  command(
    "npm",
    `const fs = require("fs");
     fs.mkdirSync("${home}", { recursive: true });
     fs.writeFileSync("${home}/package.json", ${JSON.stringify(manifest)});
     fs.writeFileSync("${home}/install.cjs", ${JSON.stringify(script)});`,
  );
}

function setUp(...args: string[]): Promise<{ code: number; output: string }> {
  const script = join(project, "scripts", "setup-tfjs-node.mjs");
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env: { PATH: bin } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

async function expectProblem(result: ReturnType<typeof setUp>, ...parts: string[]): Promise<void> {
  const { code, output } = await result;
  for (const part of parts) expect(output).toContain(part);
  expect(output).not.toContain("    at "); // a message, not a stack
  expect(code).toBe(1);
  expect(existsSync(join(project, ".cache", "tfjs-node"))).toBe(false);
}

test("no network", () => {
  command("npm", `console.log("npm error code ENOTFOUND"); process.exitCode = 1`);
  return expectProblem(setUp(), "npm ci failed. The network could not be reached.", ".cache/logs/tfjs-node-npm.log");
});

const isLinux = process.platform === "linux" && process.arch === "x64";

test.runIf(isLinux)("no own binary, and no compiler to build one: said before anything large is fetched", () => {
  npmWith(`throw new Error("getaddrinfo ENOTFOUND host.invalid")`);
  return expectProblem(
    setUp(),
    "not taken: its host cannot be reached",
    "✗ No C++ compiler was found.",
    "sudo apt install g++",
  );
});

test("an own binary that does not run here is not taken", () => {
  npmWith(`const fs = require("fs"); fs.mkdirSync("lib/napi-v8", { recursive: true });
    fs.writeFileSync("lib/napi-v8/tfjs_binding.node", "")`);
  return expectProblem(setUp(), "not taken: it does not run here");
});

test("no graphics card", async () => {
  await expectProblem(setUp("--gpu"), "✗ No NVIDIA card was found", "npm run setup:tfjs-node-gpu -- --force");
  expect(existsSync(join(project, ".cache"))).toBe(false);
});

test("an interrupt leaves nothing that is taken for complete", async () => {
  command("npm", "setTimeout(() => {}, 60_000)");
  const child = spawn(process.execPath, [join(project, "scripts", "setup-tfjs-node.mjs")], { env: { PATH: bin } });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
    if (/npm packages/.test(output)) setTimeout(() => child.kill("SIGINT"), 200);
  });
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(130);
  expect(output).toContain("Stopped. The next run carries on from here.");
  expect(existsSync(join(project, ".cache", "tfjs-node"))).toBe(false);
});

test("options", async () => {
  await expectProblem(setUp("--cpu"), "Unknown option '--cpu'");
  const { code, output } = await setUp("--help");
  expect([code, output]).toEqual([0, expect.stringContaining("npm run setup:tfjs-node-gpu")]);
});
