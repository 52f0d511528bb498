import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KernelClient } from "./testing/client.js";
import { notebookFolder, projectRoot } from "./testing/places.js";

let folder: string;
beforeEach(() => {
  folder = notebookFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the launcher in `folder`, with its own tslab for the test to change. */
function copyWithTslab(): { launcher: string; tslab: string } {
  const tslab = join(folder, "node_modules", "tslab");
  for (const part of ["dist", "package.json"]) {
    cpSync(join(projectRoot, "node_modules", "tslab", part), join(tslab, part), { recursive: true });
  }
  mkdirSync(join(folder, "kernel"));
  for (const file of ["launch.cjs", "tslab.cjs", "repairs.cjs"]) {
    cpSync(join(projectRoot, "kernel", file), join(folder, "kernel", file));
  }
  return { launcher: join(folder, "kernel", "launch.cjs"), tslab };
}

/** Runs a cell that a strict kernel refuses. @returns its status and what the kernel said outside of cells */
async function runLaxCell(launcher: string): Promise<{ status: string; warnings: string[] }> {
  const kernel = await KernelClient.start({ argv: [process.execPath, launcher, "{connection_file}"], cwd: folder });
  const { status } = await kernel.execute("let n: number = null;");
  await kernel.kill();
  return { status, warnings: kernel.log.trim().split("\n").filter(Boolean) };
}

describe("the launcher", () => {
  it("runs the version that the repairs are for without a word", async () => {
    expect(await runLaxCell(copyWithTslab().launcher)).toEqual({ status: "error", warnings: [] });
  });

  it("runs another version of tslab unrepaired, with one warning", async () => {
    const { launcher, tslab } = copyWithTslab();
    edit(join(tslab, "package.json"), '"version": "1.0.22"', '"version": "1.0.23"');
    edit(join(tslab, "dist", "jupyter.js"), "await sock.bind(addr);", "sock.bindSync(addr);"); // or it may never answer
    const { status, warnings } = await runLaxCell(launcher);
    expect(status).toBe("ok");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^unrolled kernel: tslab 1\.0\.23 runs unrepaired: the repairs are for 1\.0\.22/);
  });

  it("names a repair that does not apply and makes the others", async () => {
    const { launcher, tslab } = copyWithTslab();
    edit(join(tslab, "dist", "jupyter.js"), "new zmq.Publisher()", "new zmq.Publisher({})");
    const { status, warnings } = await runLaxCell(launcher);
    expect(status).toBe("error");
    expect(warnings).toEqual([expect.stringContaining('the repair "lost output" does not apply: jupyter.js')]);
  });

  it("ends when the process that started it is gone", async () => {
    const kernelPid = await startUnderParentThatDies();
    for (let waited = 0; isRunning(kernelPid) && waited < 10_000; waited += 100) await setTimeout(100);
    expect(isRunning(kernelPid)).toBe(false);
  });
});

/** Starts a kernel as the child of a short-lived process. @returns the kernel's pid once the parent is dead */
async function startUnderParentThatDies(): Promise<number> {
  const launcher = join(projectRoot, "kernel", "launch.cjs");
  const connectionFile = join(folder, "connection.json");
  const ports = { shell_port: 0, iopub_port: 0, control_port: 0, stdin_port: 0, hb_port: 0 };
  writeFileSync(connectionFile, JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: "k", ...ports }));
  const parent: ChildProcess = spawn(process.execPath, [
    "-e",
    `const { pid } = require("child_process").spawn(process.execPath, process.argv.slice(1), { stdio: "ignore", detached: true });
     console.log(pid); setInterval(() => {}, 1000);`,
    launcher,
    connectionFile,
  ]);
  const pid = await new Promise<number>((resolve) => parent.stdout?.once("data", (text) => resolve(Number(text))));
  await setTimeout(1000);
  expect(isRunning(pid)).toBe(true);
  parent.kill("SIGKILL");
  return pid;
}

function isRunning(pid: number): boolean {
  try {
    return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("Z");
  } catch {
    return false;
  }
}

function edit(file: string, from: string, to: string): void {
  const before = readFileSync(file, "utf8");
  expect(before.split(from)).toHaveLength(2);
  writeFileSync(file, before.replace(from, to));
}
